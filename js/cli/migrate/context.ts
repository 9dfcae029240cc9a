// What the steps of one file's migration share.

import type { Clients, Client } from './clients.ts';
import type { Edit, Remark } from './edit.ts';
import type { Env } from './env.ts';
import type { Imports } from './imports.ts';
import type { Origin } from './origin.ts';
import type { Plan } from './plan.ts';
import type { Scope } from './scope.ts';
import type { Style } from './style.ts';
import type { CallNode, File, Node, NodeOf } from './tree.ts';

/** A hook of the package that a call of `useSWR` or `useQuery` becomes. */
export interface MadeHook {
  from: string;
  name: string;
  client: Client;
  /** The statement that holds the fetcher. */
  statement?: Node | undefined;
  /** The key is not the URL that is asked. */
  isOther?: boolean;
  /** The key of a query. */
  key?: Node;
  /** The key is all that the call is given. */
  plain?: boolean;
}

export interface Context {
  readonly text: string;
  readonly env: Env;
  readonly ast: File;
  readonly comments: readonly Remark[];
  readonly scope: Scope;
  readonly style: Style;
  readonly clients: Clients;
  readonly plan: Plan;
  readonly imports: Imports;
  readonly javascript: boolean;
  readonly edits: Edit[];
  /** Statements that are taken out. */
  readonly gone: Set<Node>;
  readonly hooks: Map<Node, MadeHook>;
  readonly replacedCalls: Set<CallNode>;
  originOf(node: Node, isHook?: boolean): Origin;
  remove(statement: Node): void;
  /** Takes one variable out of a declaration that has more. */
  removePart(statement: NodeOf<'VariableDeclaration'>, declarator: NodeOf<'VariableDeclarator'>): void;
  readonly parts: Map<NodeOf<'VariableDeclaration'>, Node[]>;
}
