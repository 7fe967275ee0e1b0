// Every question the portal asks the daemon, with the key under which its answer is kept.
import { type QueryClient, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getJson } from './client';
import type {
  Conflict, Declarations, Entity, FleetNode, Rejection, Row, Status, Trace, Why,
} from './types';

const forever = Number.POSITIVE_INFINITY;
/** The line may change without a change of records, so it is asked for. */
const statusEvery = 3_000;

export const schemaQuery = queryOptions({
  queryKey: ['schema'],
  queryFn: ({ signal }) => getJson<Declarations>('/schema', signal),
  staleTime: forever,
});

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => getJson<Status>('/status', signal),
  refetchInterval: statusEvery,
  refetchIntervalInBackground: false,
});

export const conflictsQuery = queryOptions({
  queryKey: ['conflicts'],
  queryFn: ({ signal }) => getJson<{ items: Conflict[] }>('/conflicts', signal),
});

export const rejectedQuery = queryOptions({
  queryKey: ['rejected'],
  queryFn: ({ signal }) => getJson<{ items: Rejection[] }>('/rejected', signal),
});

export const fleetQuery = queryOptions({
  queryKey: ['fleet'],
  queryFn: ({ signal }) => getJson<{ items: FleetNode[] }>('/fleet', signal),
  refetchInterval: statusEvery,
});

export const rowQuery = (collection: string, id: string) => queryOptions({
  queryKey: ['row', collection, id],
  queryFn: ({ signal }) => getJson<Row>(`/${collection}/${id}`, signal),
});

/** What a write was answered with shows at once. Meanwhile the record may have come further, so
    whoever shows it asks again. */
export function showWritten(client: QueryClient, collection: string, row: Row): void {
  const { queryKey } = rowQuery(collection, row.id);
  client.setQueryData(queryKey, row);
  void client.invalidateQueries({ queryKey });
}

export const whyQuery = (entity: string, id: string, field: string) => queryOptions({
  queryKey: ['why', entity, id, field],
  queryFn: ({ signal }) => getJson<Why>(`/why/${entity}/${id}/${field}`, signal),
});

export const traceQuery = (entity: string, id: string) => queryOptions({
  queryKey: ['trace', entity, id],
  queryFn: ({ signal }) => getJson<Trace>(`/trace/${entity}/${id}`, signal),
});

export function useSchema(): Entity[] {
  return useSuspenseQuery(schemaQuery).data.entities;
}

export function useStatus(): Status {
  return useSuspenseQuery(statusQuery).data;
}

/** Whether the daemon still answers; the status itself is the last one that came. */
export function useDaemonIsSilent(): boolean {
  return useQuery(statusQuery).isError;
}

export function useEntity(collection: string): Entity | undefined {
  return useSchema().find((entity) => entity.collection === collection);
}
