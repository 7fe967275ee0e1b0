// Who sits here. The daemon keeps the session in a cookie that no script can read; what the pages
// know of the person is what the daemon tells.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson, removeJson, sendJson } from '../api/client';

export interface Me {
  sign_in: 'required' | 'off';
  operator: boolean;
  way: string;
  user: { id: string; login: string; name: string } | null;
  roles: { role: string; name: string }[];
  /** The words of all roles: "stock.*:read|warranty.claim:submit". */
  permits: string;
  pin: boolean;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => getJson<Me>('/me', signal),
  staleTime: 60_000,
});

/** How one can sign in here; told to everybody. */
export interface Ways {
  password: boolean;
  oidc: { name: string; start: string } | null;
}

export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: ({ signal }) => getJson<Ways>('/session/ways', signal),
  staleTime: Infinity,
});

/** Null where nobody signs in: the daemon acts for itself. */
export function usePerson(): Me | null {
  const { data } = useQuery(meQuery);
  return data?.user ? data : null;
}

/** The words of permission of whoever sits here; see api/permits.ts. */
export function usePermits(): string {
  return useQuery(meQuery).data?.permits ?? '';
}

export interface Entry {
  login: string;
  password?: string;
  pin?: string;
}

/** Nothing that one person has seen stays for the next. */
export function useSession() {
  const client = useQueryClient();
  const begin = (me: Me | null) => {
    client.clear();
    if (me) client.setQueryData(meQuery.queryKey, me);
    else void client.invalidateQueries();
  };
  return {
    signIn: async (entry: Entry) => begin(await sendJson<Me>('POST', '/session', entry)),
    signOut: async () => {
      await removeJson('/session');
      window.location.reload();
    },
  };
}
