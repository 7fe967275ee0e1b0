// The clock of one technician: starting one stops the one that runs.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { rowsQuery } from '../../api/answers';
import { getJson, newKey, sendJson } from '../../api/client';
import { useStatus } from '../../api/queries';
import type { Row, Value } from '../../api/types';
import { usePerson } from '../../app/session';
import { runningOf } from './elapsed';

export type ClockWork = { order: string; job: string | null } | { idle: string };

/** A second at a time, while a clock runs. */
export function useSeconds(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}

/** Who clocks here: the person who is signed in. Where nobody signs in, one is chosen. */
export function useTechnician() {
  const person = usePerson();
  const { branch } = useStatus();
  const [chosen, setChosen] = useState('');
  const { data } = useQuery(rowsQuery('users',
    { filter: branch ? [`branch:eq:${branch}`] : [] }));
  const people = branch ? data ?? [] : [];
  const own = person?.user?.id ?? '';
  return { technician: own || chosen || (people.length === 1 ? people[0]?.id ?? '' : ''),
    people, isOwn: own !== '', choose: setChosen };
}

export function useEntries(technician: string) {
  const { data } = useQuery({
    ...rowsQuery('time-entries',
      { filter: [`technician:eq:${technician}`], sort: '-started_at', limit: 50 }),
    enabled: technician !== '',
  });
  return data ?? [];
}

async function stopEntry(entry: Row): Promise<Row> {
  // Nobody's clock ends before it began, whatever the two machines think.
  const now = Math.max(Date.now(), Date.parse(String(entry.data.started_at)));
  return sendJson<Row>('PATCH', `/time-entries/${entry.id}`,
    { data: { stopped_at: new Date(now).toISOString() } }, { version: entry.version });
}

/** Who starts to work on a job says so by the clock: job and order go on to "in work" where that is
    their next step. Whoever may not take it still has the clock. */
async function bringToWork(work: ClockWork) {
  if ('idle' in work) return;
  const begin = async (path: string, verbs: Record<string, string>) => {
    const row = await getJson<Row>(path);
    const verb = verbs[String(row.data.status)];
    if (verb) await sendJson('POST', `${path}:${verb}`, {}, { version: row.version });
  };
  await begin(`/repair-orders/${work.order}`, { open: 'start', authorised: 'start',
    dispatched: 'start', waiting: 'resume' }).catch(() => undefined);
  if (work.job === null) return;
  await begin(`/order-jobs/${work.job}`, { open: 'start', waiting: 'resume' })
    .catch(() => undefined);
}

export function useClock(technician: string) {
  const client = useQueryClient();
  const { branch } = useStatus();
  const entries = useEntries(technician);
  const running = runningOf(entries);
  const wish = useRef(newKey());
  const refresh = () => {
    wish.current = newKey();
    for (const name of ['time-entries', 'order-jobs', 'repair-orders']) {
      void client.invalidateQueries({ queryKey: ['list', name] });
      void client.invalidateQueries({ queryKey: ['row', name] });
    }
    void client.invalidateQueries({ queryKey: ['answer'] });
  };
  const start = useMutation({
    mutationFn: async (work: ClockWork) => {
      if (running) await stopEntry(running);
      const what: Record<string, Value> = 'idle' in work ? { idle: work.idle }
        : { repair_order: work.order, ...(work.job ? { job: work.job } : {}) };
      const entry = await sendJson<Row>('POST', '/time-entries', { data: { branch: branch ?? null,
        technician, started_at: new Date().toISOString(), ...what } }, { key: wish.current });
      await bringToWork(work);
      return entry;
    },
    onSettled: refresh,
  });
  const stop = useMutation({
    mutationFn: async () => (running ? stopEntry(running) : null),
    onSettled: refresh,
  });
  return { entries, running, start, stop, isBusy: start.isPending || stop.isPending,
    error: start.error ?? stop.error };
}
