// An MCP server by the protocol's own SDK, with one tool: `userId` is whom the token names.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { userOf } from './guard.ts';

export const handler = async (request: IncomingMessage, response: ServerResponse) => {
  const server = new McpServer({ name: 'todos', version: '1.0.0' });
  server.registerTool('rename', { inputSchema: { title: z.string() } }, ({ title }) => ({
    content: [{ type: 'text', text: JSON.stringify({ userId: userOf(request), title }) }],
  }));
  const transport = new StreamableHTTPServerTransport(); // stateless: each request stands alone
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response);
};
