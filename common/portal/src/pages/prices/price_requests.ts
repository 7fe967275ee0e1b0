// What the pages of prices ask the hub: files in pieces, long work, comparisons.
import { queryOptions } from '@tanstack/react-query';
import { getJson, newKey, sendBytes, sendJson } from '../../api/client';
import type { Change, Comparison, Kind, Wanted } from './price_work';
import { percentIn, piecesOf } from './price_work';

export interface Job {
  id: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  phase: string;
  done: number;
  total: number;
  figures: Record<string, number>;
  list?: string;
  edition?: string;
  upload?: string;
  error: { detail?: string; title?: string; code?: string; hint?: string } | null;
}

interface Upload { id: string; received: number }

export interface Rejects {
  count: number;
  items: { line: string; column: string; value: string; reason: string; remedy: string }[];
}

export interface Lines { count: number; from: number; items: Change[] }

/** How much is sent so far; then the job that makes an edition of it. */
export async function sendFile(
  wanted: Wanted, file: Blob, tell: (sent: number) => void, signal: AbortSignal,
): Promise<Job> {
  const upload = await sendJson<Upload>('POST', '/price-uploads', { list: wanted.list,
    valid_from: wanted.validFrom, title: wanted.title, size: file.size }, { key: newKey() });
  for (const [from, to] of piecesOf(file.size)) {
    signal.throwIfAborted();
    await sendBytes(`/price-uploads/${upload.id}/bytes/${from}`, 'text/csv',
      file.slice(from, to), signal);
    tell(to);
  }
  return sendJson<Job>('POST', `/price-uploads/${upload.id}:stage`, {}, { key: newKey() });
}

export function movePrices(wanted: Wanted): Promise<Job> {
  return sendJson<Job>('POST', '/price-moves', { list: wanted.list, title: wanted.title,
    valid_from: wanted.validFrom, percent: percentIn(wanted.percent) ?? '' }, { key: newKey() });
}

/** Long work is asked for until it has ended. */
export const jobQuery = (id: string) => queryOptions({
  queryKey: ['job', id],
  queryFn: ({ signal }) => getJson<Job>(`/jobs/${id}`, signal),
  refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : 300),
  enabled: id !== '',
});

export const breakOff = (id: string) => sendJson<Job>('POST', `/jobs/${id}:cancel`, {});

const place = (list: string, edition: string) =>
  `/price-editions/by-key/${encodeURIComponent(list)}/${encodeURIComponent(edition)}`;

/** Any publication may make it old, so it is asked for again with every change. */
export const comparisonQuery = (list: string, edition: string, threshold: string) =>
  queryOptions({
    queryKey: ['answer', 'comparison', list, edition, threshold],
    queryFn: ({ signal }) => getJson<Comparison>(
      `${place(list, edition)}/comparison?threshold=${threshold}`, signal),
    retry: false,
  });

export const linesQuery = (list: string, edition: string, kind: Kind, from: number) =>
  queryOptions({
    queryKey: ['answer', 'comparison-lines', list, edition, kind, from],
    queryFn: ({ signal }) => getJson<Lines>(
      `${place(list, edition)}/comparison/${kind}?from=${from}`, signal),
  });

export const rejectsQuery = (upload: string) => queryOptions({
  queryKey: ['rejects', upload],
  queryFn: ({ signal }) => getJson<Rejects>(`/price-uploads/${upload}/rejects`, signal),
  staleTime: Number.POSITIVE_INFINITY, retry: false, enabled: upload !== '',
});

export const compareAgain = (list: string, edition: string) =>
  sendJson<Job>('POST', `${place(list, edition)}:compare`, {});

export const publishEdition = (list: string, edition: string, basis: string) =>
  sendJson('POST', `${place(list, edition)}:publish`, { basis });

export const discardEdition = (list: string, edition: string) =>
  sendJson('POST', `${place(list, edition)}:discard`, {});
