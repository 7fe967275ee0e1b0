import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';

/** Whether the address still leads here: what is written into it late must not fetch back somebody
    whose next page is only just being loaded. */
export function useIsStillHere(): () => boolean {
  const router = useRouter();
  const [path] = useState(() => router.history.location.pathname);
  return () => router.history.location.pathname === path;
}
