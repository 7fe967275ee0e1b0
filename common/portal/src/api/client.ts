// The one door to the daemon's HTTP API.

export interface FieldProblem {
  pointer: string;
  detail: string;
  expected?: string;
  hint?: string;
}

export interface Difference {
  field: string;
  requested: unknown;
  current: unknown;
  /** What this person was shown before; absent where the daemon does not remember it. */
  base?: unknown;
}

/** A refusal as the daemon tells it (RFC 9457), or what the portal makes of a lost connection. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly fields: readonly FieldProblem[];
  readonly difference: readonly Difference[];
  readonly current: unknown;

  constructor(status: number, document: Record<string, unknown>) {
    super(String(document.detail ?? document.title ?? 'The request failed.'));
    this.name = 'Problem';
    this.status = status;
    this.code = String(document.code ?? 'unknown');
    this.hint = String(document.hint ?? '');
    this.fields = (document.errors as FieldProblem[] | undefined) ?? [];
    this.difference = (document.difference as Difference[] | undefined) ?? [];
    this.current = document.current;
  }
}

export const apiRoot = '/api/v1';

let whenSignedOut = () => {};
/** Called when the daemon does not know any more who asks. */
export function onSignedOut(call: () => void): void {
  whenSignedOut = call;
}

async function fetchJson<T>(path: string, options: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(apiRoot + path, options);
  } catch (failed) {
    if (failed instanceof DOMException && failed.name === 'AbortError') throw failed;
    throw new Problem(0, { code: 'no-daemon', detail: 'The daemon of this branch is silent.' });
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    throw new Problem(response.status, { code: 'not-json', detail: text.slice(0, 200) });
  }
  if (response.ok) return body as T;
  const problem = new Problem(response.status, body as Record<string, unknown>);
  if (problem.code === 'not-signed-in') whenSignedOut();
  throw problem;
}

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return fetchJson<T>(path, {
    headers: { Accept: 'application/json' },
    ...(signal ? { signal } : {}),
  });
}

export interface WriteOptions {
  /** If-Match: the version that the person has seen. */
  version?: string;
  /** Idempotency-Key: the same for every repetition of one wish. */
  key?: string;
}

export function sendJson<T>(
  method: 'POST' | 'PATCH',
  path: string,
  body: unknown,
  { version, key }: WriteOptions = {},
): Promise<T> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    Accept: 'application/json',
  };
  if (version !== undefined) headers['If-Match'] = `"${version}"`;
  if (key !== undefined) headers['Idempotency-Key'] = key;
  return fetchJson<T>(path, { method, headers, body: JSON.stringify(body) });
}

/** A piece of a file, as what it is. */
export function sendBytes<T>(
  path: string, type: string, body: Blob, signal?: AbortSignal,
): Promise<T> {
  return fetchJson<T>(path, { method: 'PUT', body,
    headers: { 'Content-Type': type, Accept: 'application/json' },
    ...(signal ? { signal } : {}) });
}

export function removeJson<T>(path: string): Promise<T> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  return fetchJson<T>(path, { method: 'DELETE', headers, body: '{}' });
}

/** A key for one wish; crypto.randomUUID() is missing where the address is plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** "/things?filter=a:eq:b&filter=c:ge:d" from a path and pairs. */
export function withQuery(path: string, pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()}`;
}
