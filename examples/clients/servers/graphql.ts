// A GraphQL server by the reference implementation of GraphQL over HTTP: `userId` is whom the token names.
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { userOf } from './guard.ts';

const schema = buildSchema(`
  type Todo { id: ID!, userId: String!, title: String! }
  type Query { todo(id: ID!): Todo! }
  type Mutation { rename(id: ID!, title: String!): Todo! }
`);
interface Context extends Record<PropertyKey, unknown> {
  userId: string;
}
const todo = ({ id, title = 'Milk' }: { id: string; title?: string }, { userId }: Context) => ({ id, userId, title });

export const handler = createHandler<Context>({
  schema,
  rootValue: { todo, rename: todo },
  context: ({ raw }) => ({ userId: userOf(raw) }),
});
