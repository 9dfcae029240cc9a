export { default } from '../client/page';
