import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { rowQuery, useEntity, useSchema } from '../api/queries';
import { titleOf } from '../api/registry';

/** A record by the name people know it by; its first digits until that is here. */
export function RecordLink({ collection, id }: { collection: string; id: string }) {
  const entity = useEntity(collection);
  const { data } = useQuery({ ...rowQuery(collection, id), retry: false });
  return (
    <Link to="/lists/$collection/$id" params={{ collection, id }}>
      {entity && data ? titleOf(entity, data) : id.slice(0, 8)}
    </Link>
  );
}

export function RefLink({ target, id }: { target: string; id: string }) {
  const entity = useSchema().find((one) => one.name === target);
  return entity ? <RecordLink collection={entity.collection} id={id} /> : <>{id.slice(0, 8)}</>;
}
