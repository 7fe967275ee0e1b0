// What a person wants done once, however often it has to be said before the daemon answers.
import { useState } from 'react';
import { newKey, Problem } from '../../api/client';

/** Nobody knows whether it is done. Every other answer says so. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}

/** How a mutation goes on that has to know its outcome: it asks until there is one. */
export const untilAnswered = {
  retry: (_: number, error: unknown) => isUnanswered(error),
  retryDelay: 1_000,
  networkMode: 'always',
} as const;

/** One wish: its key and what is sent under it stay the same until the wish has ended. */
export class Wish<Sent> {
  key = newKey();
  #sent: Sent | null = null;

  async sent(make: () => Promise<Sent>): Promise<Sent> {
    this.#sent ??= await make();
    return this.#sent;
  }

  end(): void {
    this.key = newKey();
    this.#sent = null;
  }
}

export function useWish<Sent>(): Wish<Sent> {
  const [wish] = useState(() => new Wish<Sent>());
  return wish;
}
