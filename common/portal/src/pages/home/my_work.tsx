import { useQueries, useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listRows } from '../../api/answers';
import { permits } from '../../api/permits';
import {
  conflictsQuery, fleetQuery, rejectedQuery, useSchema, useStatus,
} from '../../api/queries';
import { usePermits } from '../../app/session';
import { Empty, Panel, Refusal } from '../../look/page';
import { today } from '../shared/days';
import styles from './home.module.css';
import {
  conflictsOf, filtersOf, most, rejectionsOf, toDo, workOf,
} from './work_items';
import { ConflictsPanel, RejectionsPanel, RowsPanel, SilentPanel } from './work_panels';

interface Section {
  name: string;
  /** Null until it is known. */
  count: number | null;
  error: unknown;
  panel: ReactNode;
}

/** The rows of the table that are this person's, with their records. */
function useRowSections(): Section[] {
  const { role, branch } = useStatus();
  const work = workOf(usePermits(), role, useSchema());
  const answers = useQueries({
    queries: work.map(({ item, entity }) => ({
      queryKey: ['list', item.collection, 'work', item.name, branch],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await Promise.all(filtersOf(item, entity, branch).map((filter) =>
          listRows(item.collection, { filter, limit: most }, signal)))).flat(),
    })),
  });
  return work.map(({ item, entity }, index) => {
    const answer = answers[index];
    const rows = toDo(item, answer?.data ?? [], today());
    // A list filters by one state; of several it shows all.
    const filters = filtersOf(item, entity, branch);
    const filter = filters.length === 1 ? filters[0] ?? [] : [];
    return { name: item.name, count: answer?.data ? rows.length : null,
      error: answer?.error ?? null,
      panel: <RowsPanel item={item} entity={entity} rows={rows} filter={filter} /> };
  });
}

/** What no entity lists: disputes and refusals of this branch, branches without a line. */
function useOtherSections(): Section[] {
  const { role, branch } = useStatus();
  const seesNetwork = permits(usePermits(), 'network:read') && role === 'hub';
  const isNode = branch !== undefined;
  const rejected = useQuery({ ...rejectedQuery, enabled: isNode });
  const disputed = useQuery({ ...conflictsQuery, enabled: isNode });
  const fleet = useQuery({ ...fleetQuery, enabled: seesNetwork });
  const rejections = rejectionsOf(rejected.data?.items ?? [], branch ?? '');
  const conflicts = conflictsOf(disputed.data?.items ?? [], branch ?? '');
  const silent = (fleet.data?.items ?? [])
    .filter((node) => node.standing === 'enrolled' && node.link === 'down');
  const told = (name: string, count: number, query: { data: unknown; error: unknown },
    panel: ReactNode): Section =>
    ({ name, count: query.data ? count : null, error: query.error, panel });
  return [
    ...(isNode ? [
      told('rejections', rejections.length, rejected, <RejectionsPanel items={rejections} />),
      told('conflicts', conflicts.length, disputed, <ConflictsPanel items={conflicts} />),
    ] : []),
    ...(seesNetwork ? [told('silent', silent.length, fleet, <SilentPanel nodes={silent} />)] : []),
  ];
}

/** What waits for the person who is signed in, by what the roles permit. */
export function MyWork() {
  const { t, i18n } = useTranslation('home');
  const sections = [...useRowSections(), ...useOtherSections()];
  const failed = sections.filter((one) => one.error);
  const full = sections.filter((one) => one.count !== null && one.count > 0);
  const none = sections.filter((one) => one.count === 0);
  const isKnown = sections.every((one) => one.count !== null || one.error);
  const names = new Intl.ListFormat(i18n.language, { type: 'disjunction' })
    .format(none.map((one) => t(`none_${one.name}`)));
  const nothing = none.length > 0 ? t('nothing', { names }) : t('noWork');
  return (
    <>
      {failed.map((one) => <Refusal key={one.name} error={one.error} />)}
      {full.length > 0
        ? (
          <div className={styles.work}>
            {full.map((one) => <Fragment key={one.name}>{one.panel}</Fragment>)}
          </div>
        ) : null}
      {isKnown && full.length === 0 && failed.length === 0
        ? <Panel><Empty text={t('allDone')} hint={nothing} /></Panel> : null}
      {isKnown && full.length > 0 && none.length > 0
        ? <p className={styles.none} role="status">{nothing}</p> : null}
    </>
  );
}
