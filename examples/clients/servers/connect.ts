// A Connect server, whose service is described here and not by a generated file. `userId` is whom the token names; where it names
// nobody, the call is unauthenticated.
import { create, createFileRegistry, type DescMethodUnary, type DescService, type MessageShape } from '@bufbuild/protobuf';
import { FieldDescriptorProto_Label, FieldDescriptorProto_Type, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import type { IncomingMessage } from 'node:http';
import { userOf } from './guard.ts';

const field = (name: string, number: number) => ({
  name,
  jsonName: name,
  number,
  type: FieldDescriptorProto_Type.STRING,
  label: FieldDescriptorProto_Label.OPTIONAL,
});
const file = create(FileDescriptorProtoSchema, {
  name: 'todos.proto',
  package: 'todos',
  syntax: 'proto3',
  messageType: [{ name: 'Todo', field: [field('userId', 1), field('title', 2)] }],
  service: [{ name: 'Todos', method: [{ name: 'Rename', inputType: '.todos.Todo', outputType: '.todos.Todo' }] }],
});

export const Todos = createFileRegistry(file, () => undefined).getService('todos.Todos') as DescService;

const rename = Todos.method['rename'] as DescMethodUnary;

const users = new Map<string, string>();
let served = 0;

const adapter = connectNodeAdapter({
  grpcWeb: true,
  routes: (router) =>
    router.rpc(rename, (todo: MessageShape<typeof rename.input>, { requestHeader }) => {
      const userId = users.get(requestHeader.get('x-request') ?? '');
      if (!userId) throw new ConnectError('refused', Code.Unauthenticated);
      return { ...todo, userId };
    }),
});

export const handler = (request: IncomingMessage, response: Parameters<typeof adapter>[1]) => {
  const id = `${++served}`;
  request.headers['x-request'] = id;
  users.set(id, userOf(request));
  adapter(request, response);
};
