// A page of one record, by its address: while it comes, when it does not, and when it is there.
import type { ReactNode } from 'react';
import type { Entity, Row } from '../../api/types';
import { Empty, Loading, PageFrame, Refusal } from '../../look/page';
import { useRow } from '../use_row';

/** `none`: said where this daemon has no such records. */
export function RecordPage({ collection, id, title, none, children }: {
  collection: string; id: string; title: string; none: string;
  children: (entity: Entity, row: Row) => ReactNode;
}) {
  const { entity, query, row } = useRow(collection, id);
  if (!entity) return <PageFrame title={title}><Empty text={none} /></PageFrame>;
  if (query.isError) {
    return (
      <PageFrame title={title}>
        <Refusal error={query.error} onRetry={() => void query.refetch()} />
      </PageFrame>
    );
  }
  return row ? children(entity, row) : <Loading />;
}
