// A record with its declaration, from the address.
import { useQuery } from '@tanstack/react-query';
import { rowQuery, useEntity } from '../api/queries';

export function useRow(collection: string, id: string) {
  const entity = useEntity(collection);
  const query = useQuery(rowQuery(collection, id));
  return { entity, query, row: query.data };
}
