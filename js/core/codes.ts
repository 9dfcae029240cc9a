// The integers of the boundary, as src/ defines them. Generated: UPDATE_CODES=1 cargo test codes

export const enum Action {
  Prepare = 0,
  GetToken = 1,
  Send = 2,
  SendBare = 3,
  Challenge = 4,
  Refresh = 5,
  Renew = 6,
  Backoff = 7,
  Deliver = 8,
  Reject = 9,
  Rethrow = 10,
  Fail = 11,
}

export const enum Base {
  None = 0,
  Path = 1,
  Url = 2,
}

export const enum Event {
  Prepared = 1,
  Token = 2,
  Status = 3,
  Challenged = 4,
  Refreshed = 5,
  Unreachable = 6,
  Waited = 7,
  IdentityChanged = 8,
  TryTimedOut = 9,
}

export const enum Flag {
  Parsed = 1,
  ForeignAnonymous = 2,
  SignedOutAnonymous = 4,
  OwnAuthorization = 8,
  TokenUnwanted = 16,
  RetryableMethod = 64,
  HasHeaders = 128,
  OwnStatuses = 256,
}

export const enum Kind {
  Undefined = 0,
  Null = 1,
  Boolean = 2,
  Number = 3,
  Text = 4,
  EmptyText = 5,
  Url = 6,
  Date = 7,
  Array = 8,
  Plain = 9,
  Body = 10,
  Stream = 11,
  Function = 12,
  Object = 13,
  Schema = 14,
  Meaningless = 15,
}

export const enum Mark {
  None = 0,
  Accepted = 1,
  Replaced = 2,
  Barred = 3,
}

export const enum Message {
  SignedOut = 2,
  SessionPending = 3,
  ClerkNotLoaded = 4,
  ClerkFailed = 5,
  TokenRejected = 6,
  TokenTimeout = 7,
  TokenUnusable = 8,
  Offline = 9,
  ForeignOrigin = 10,
  InsecureOrigin = 11,
  OpaqueOrigin = 12,
  UserInfo = 13,
  IdentityChanged = 14,
  Network = 15,
  NetworkCors = 16,
  Timeout = 17,
  Http = 18,
  InvalidJson = 19,
  InvalidResponse = 20,
  KeyEncoding = 21,
  KeyUrl = 22,
  UnknownOption = 23,
  OptionType = 24,
  RuleNotAnOrigin = 25,
  RulePath = 26,
  RuleWildcard = 27,
  TwoBodies = 28,
  Reverification = 29,
  HttpSays = 30,
  PageNotJson = 31,
  NoResponse = 32,
  NoOptions = 33,
  NoSource = 34,
  TemplateMissing = 35,
  TokenDenied = 36,
  TokenNotRenewed = 37,
  KeyBase = 38,
  KeyPart = 39,
  KeyDots = 40,
  KeyParam = 41,
  KeyRequest = 42,
  PageParamUnplaced = 43,
  PageParamResult = 44,
  KeyArgument = 45,
  KeyContext = 46,
}

export const enum Redirect {
  Refused = 1,
  Followed = 2,
  AsGet = 4,
  Foreign = 8,
}

export const enum Scope {
  Options = 0,
  Retry = 1,
  Token = 2,
  Ask = 3,
}

export const enum Window {
  Capacity = 16384,
}

/** The words of the messages from `Message.KeyBase` on. */
export const KEY_WORDS = [
  "invalid_key\0A key must be a URL or an array that starts with one, such as `['/todos', { done: true }]`, but got %d. Pass the key itself. Map other keys with `request`.",
  "invalid_key\0Element [%n] of the key is %d: after the URL come non-empty strings and numbers, and last an object of query parameters. Map other keys with `request`.",
  "invalid_key\0Element [%n] of the key is `%d`, which would leave the path. Put the resulting path into the first element.",
  "invalid_key\0The query parameter `%n` is %d: it must be a string, number, boolean, date, or an array of those. Map other keys with `request`.",
  "invalid_key\0`request` must return a string, a `URL`, or `[input, init]`, not %d.",
  "invalid_key\0The page parameter is %d, and `pageParam` does not place it. Set it to a query parameter, such as `pageParam: 'cursor'`, or to a function `(value, url) => url`.",
  "invalid_key\0`pageParam` must change the `URL` that it gets or return one, not %d.",
  "invalid_key\0The mutation's argument is %d. It must be a plain value (`[...set]`, `{ ...instance }`), FormData, Blob, URLSearchParams, a buffer or a stream.",
  "invalid_key\0TanStack Query calls a query function, with its `queryKey`. Write `queryFn: clerkQueryFn(options)` beside `queryKey`, or elsewhere `createAuthenticatedFetch(options).json('/todos')`.",
];
