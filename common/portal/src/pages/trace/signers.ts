// People and certificates behind the entries of a record, as far as this daemon tells of them.
import { useQueries, useQuery } from '@tanstack/react-query';
import { rowsQuery } from '../../api/answers';
import { Problem } from '../../api/client';
import { rowQuery, useEntity, useStatus } from '../../api/queries';
import type { Hop, Row } from '../../api/types';
import { actorsOf } from './trace_steps';

export interface People {
  names: Map<string, string>;
  /** Nobody of that id has an account: a daemon acts under one of its own. */
  daemons: Set<string>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

/** Who acted; the importer's people are known at the importer alone. */
export function usePeople(hops: readonly Hop[]): People {
  const { role } = useStatus();
  const lists = role === 'hub' ? ['users', 'importer-users'] : ['users'];
  const asked = actorsOf(hops).flatMap((actor) => lists.map((list) => ({ actor, list })));
  const answers = useQueries({
    queries: asked.map(({ actor, list }) => ({ ...rowQuery(list, actor), retry: false })),
  });
  const people: People = { names: new Map(), daemons: new Set(asked.map(({ actor }) => actor)) };
  asked.forEach(({ actor }, index) => {
    const name = answers[index]?.data?.data.name;
    if (typeof name === 'string') people.names.set(actor, name);
    if (!isMissing(answers[index]?.error)) people.daemons.delete(actor);
  });
  return people;
}

/** Certificates by the key that signs: one row for each enrolment. */
export function useCertificates(): Map<string, Row> {
  const entity = useEntity('nodes');
  const { data } = useQuery({ ...rowsQuery('nodes'), enabled: entity !== undefined });
  return new Map((data ?? []).map((row) => [String(row.data.incarnation), row]));
}
