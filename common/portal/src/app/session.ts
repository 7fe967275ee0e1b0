// Who sits here. Nobody signs in yet: the daemon acts for its branch. When identity comes, the
// person, the token and the sign-in page plug in here and nowhere else.

export interface Session {
  /** Null: the daemon acts for itself. */
  readonly person: string | null;
}

export function useSession(): Session {
  return { person: null };
}

/** Header fields that tell the daemon on whose behalf a request is made. */
export function sessionHeaders(): Record<string, string> {
  return {};
}
