import { Button, NativeSelect } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { statesQuery } from '../../api/answers';
import { rowQuery, useEntity, useStatus } from '../../api/queries';
import type { Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconClock, IconPlayerPause, IconPlayerPlay } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Empty, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dayText, today } from '../shared/days';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';
import { dayOfWork, elapsedText, lengthOf } from './elapsed';
import { useClock, useSeconds, useTechnician } from './use_clock';
import styles from './workshop.module.css';

type Clock = ReturnType<typeof useClock>;

const workable = ['open', 'in_work', 'waiting'];
const over = new Set(['invoiced', 'closed', 'credited', 'cancelled']);

/** The orders that rows refer to, by id. */
function useOrders(rows: readonly Row[]): Map<string, Row> {
  const ids = [...new Set(rows.map((row) => String(row.data.repair_order ?? '')))].filter(Boolean);
  const found = useQueries({ queries: ids.map((id) => rowQuery('repair-orders', id)) });
  return new Map(found.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
}

function orderName(order: Row | undefined, id: string): string {
  return String(order?.data.number ?? id.slice(0, 8));
}

/** What the running clock is for, in one line. */
function Purpose({ entry }: { entry: Row }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const order = String(entry.data.repair_order ?? '');
  const orders = useOrders([entry]);
  const job = useQuery({ ...rowQuery('order-jobs', String(entry.data.job ?? '')),
    enabled: Boolean(entry.data.job) }).data;
  if (order === '') return <>{terms.word(String(entry.data.idle ?? ''))}</>;
  const name = orderName(orders.get(order), order);
  return (
    <Link to="/reception/$id" params={{ id: order }}>
      {job ? t('jobOf', { job: String(job.data.job), order: name }) : name}
    </Link>
  );
}

function Face({ clock }: { clock: Clock }) {
  const { t } = useTranslation('workshop');
  const { running } = clock;
  const now = useSeconds(running !== null);
  // The key of every editor: what is on top of the page is what it starts or stops.
  useKey('edit', running ? () => clock.stop.mutate() : null);
  return (
    <div className={running ? `${styles.face} ${styles.runs}` : styles.face}>
      <p className={styles.time} role="timer" aria-label={t('elapsed')}>
        {running ? elapsedText(lengthOf(running, now)) : '–:––:––'}
      </p>
      <p className={styles.purpose}>{running ? <Purpose entry={running} /> : t('clockStands')}</p>
      {running
        ? <Button size="lg" color="var(--bad)" loading={clock.isBusy} onClick={() => clock.stop.mutate()}
            leftSection={<IconPlayerPause size={22} aria-hidden />}
            rightSection={<kbd>F4</kbd>}>{t('stopClock')}</Button> : null}
    </div>
  );
}

function JobRow({ job, order, clock, isRunning }:
  { job: Row; order: Row | undefined; clock: Clock; isRunning: boolean }) {
  const { t } = useTranslation('workshop');
  const name = orderName(order, String(job.data.repair_order));
  const title = t('jobOf', { job: String(job.data.job), order: name });
  return (
    <li>
      {isRunning ? <Mark tone="good" icon={IconClock}>{t('running')}</Mark> : (
        <Button size="md" loading={clock.start.isPending}
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          aria-label={t('startClockOn', { what: title })}
          onClick={() => clock.start.mutate({ order: String(job.data.repair_order),
            job: job.id })}>
          {t('startClock')}
        </Button>
      )}
      <span className={styles.grow}>
        <Link to="/reception/$id" params={{ id: String(job.data.repair_order) }}>{title}</Link>{' '}
        <span className={work.soft}>{String(order?.data.vin ?? '')}</span>
        <span className={styles.line}>{String(job.data.complaint ?? job.data.operation ?? '')}</span>
      </span>
      <StateMark row={job} />
    </li>
  );
}

/** Jobs of this branch that somebody can work on; the technician's own come first. */
function Jobs({ clock, technician }: { clock: Clock; technician: string }) {
  const { t } = useTranslation('workshop');
  const { branch } = useStatus();
  const { data, error } = useQuery(statesQuery('order-jobs', workable,
    { filter: branch ? [`branch:eq:${branch}`] : [] }));
  const possible = (data ?? []).filter(
    (row) => !row.data.technician || row.data.technician === technician);
  const orders = useOrders(possible);
  const jobs = possible
    .filter((row) => !over.has(String(orders.get(String(row.data.repair_order))?.data.status)))
    .toSorted((a, b) => Number(b.data.technician === technician) -
      Number(a.data.technician === technician));
  return (
    <Panel title={t('jobsToDo')} flush>
      {error ? <Refusal error={error} /> : null}
      {data && jobs.length === 0 ? <Empty text={t('noJobsToDo')} hint={t('noJobsHint')} /> : null}
      <ul className={styles.jobs}>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} order={orders.get(String(job.data.repair_order))}
            clock={clock} isRunning={clock.running?.data.job === job.id} />
        ))}
      </ul>
    </Panel>
  );
}

function Idle({ clock }: { clock: Clock }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const words = useEntity('time-entries')?.fields.find((field) => field.name === 'idle')?.words;
  return (
    <Panel title={t('idle')}>
      <div className={work.steps} role="group" aria-label={t('idle')}>
        {(words ?? []).map((word) => (
          <Button key={word} size="sm" variant="default" disabled={clock.running?.data.idle === word}
            onClick={() => clock.start.mutate({ idle: word })}>{terms.word(word)}</Button>
        ))}
      </div>
    </Panel>
  );
}

function Today({ entries }: { entries: readonly Row[] }) {
  const { t, i18n } = useTranslation('workshop');
  const terms = useTerms();
  const now = useSeconds(true);
  const mine = entries.filter((row) => dayText(new Date(String(row.data.started_at))) === today());
  const orders = useOrders(mine);
  const sums = dayOfWork(mine, now);
  const time = (moment: unknown) => (moment
    ? new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' })
      .format(new Date(String(moment))) : '…');
  return (
    <Panel title={t('today')} flush>
      {mine.length === 0 ? <p className={`${work.none} ${work.padded}`}>{t('nothingToday')}</p> : (
        <>
          <p className={work.padded}>
            {t('workedToday', { worked: elapsedText(sums.worked), idle: elapsedText(sums.idle) })}
          </p>
          <ul className={work.links}>
            {mine.map((row) => (
              <li key={row.id}>
                <span className={work.nowrap}>
                  {time(row.data.started_at)}–{time(row.data.stopped_at)}
                </span>
                <span className={work.wide}>
                  {row.data.repair_order
                    ? orderName(orders.get(String(row.data.repair_order)),
                      String(row.data.repair_order))
                    : terms.word(String(row.data.idle ?? ''))}
                </span>
                <span className={work.number}>{elapsedText(lengthOf(row, now))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Chooser({ people, technician, choose }:
  { people: readonly Row[]; technician: string; choose: (id: string) => void }) {
  const { t } = useTranslation('workshop');
  return (
    <NativeSelect size="md" label={t('whoClocks')} value={technician}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[{ value: '', label: t('choosePerson') },
        ...people.map((row) => ({ value: row.id, label: String(row.data.name ?? row.id) }))]} />
  );
}

/** The technician's page: what runs, what can be started, and the day so far. */
export function ClockPage() {
  const { t } = useTranslation('workshop');
  const { technician, people, isOwn, choose } = useTechnician();
  const clock = useClock(technician);
  return (
    <PageFrame title={t('clock')} note={t('clockNote')}>
      {isOwn ? null : <Chooser people={people} technician={technician} choose={choose} />}
      {clock.error ? <Refusal error={clock.error} /> : null}
      {technician === '' ? <Empty text={t('nobodyClocks')} /> : (
        <>
          <Face clock={clock} />
          <div className={work.two}>
            <div className={work.column}><Jobs clock={clock} technician={technician} /></div>
            <div className={work.column}>
              <Idle clock={clock} />
              <Today entries={clock.entries} />
            </div>
          </div>
        </>
      )}
    </PageFrame>
  );
}
