import { Button, Modal } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { Problem } from '../../api/client';
import { permits } from '../../api/permits';
import { useEntity, useStatus } from '../../api/queries';
import { useKey } from '../../app/keys';
import { usePermits } from '../../app/session';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { dateOf } from '../../words/values';
import work from '../shared/shared.module.css';
import { TraceLink } from '../trace/trace_link';
import { ComparisonPanels } from './comparison';
import { JobPanel } from './job_panel';
import {
  compareAgain, comparisonQuery, discardEdition, publishEdition,
} from './price_requests';
import { type Comparison, type Edition, editionOf, thresholdIn, utcDay } from './price_work';
import { StateOf } from './prices';
import styles from './prices.module.css';
import { RejectsPanel } from './rejects';

type Wish = 'publish' | 'discard';

interface ConfirmProperties {
  wish: Wish;
  edition: Edition;
  comparison: Comparison | undefined;
  onClose: () => void;
  onYes: () => void;
}

function Confirm({ wish, edition, comparison, onClose, onYes }: ConfirmProperties) {
  const { t, i18n } = useTranslation('prices');
  const named = { list: edition.list, edition: edition.edition };
  return (
    <Modal opened onClose={onClose} title={t(`${wish}Title`, named)}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'shell' }) }}>
      {wish === 'publish'
        ? (
          <>
            <p>{t('publishText', { ...comparison?.counts,
              day: dateOf(edition.validFrom, i18n.language) })}</p>
            {comparison && comparison.counts.missing > 0
              ? <p>{t('warnMissing', { count: comparison.counts.missing })}</p> : null}
            <p>{t('publishForGood')}</p>
          </>
        ) : <p>{t('discardText')}</p>}
      <div className={work.actions}>
        <Button data-autofocus onClick={onYes}>{t(`${wish}Now`)}</Button>
        <Button variant="default" onClick={onClose}>{t('cancel', { ns: 'records' })}</Button>
      </div>
    </Modal>
  );
}

function Facts({ edition }: { edition: Edition }) {
  const { t, i18n } = useTranslation('prices');
  const entity = useEntity('price-editions');
  return (
    <Panel>
      <dl className={work.facts}>
        <div><dt>{t('state')}</dt><dd><StateOf edition={edition} /></dd></div>
        <div><dt>{t('validFrom')}</dt><dd>{dateOf(edition.validFrom, i18n.language)}</dd></div>
        <div><dt>{t('rows')}</dt><dd>{edition.rows.toLocaleString(i18n.language)}</dd></div>
        {edition.title ? <div><dt>{t('name')}</dt><dd>{edition.title}</dd></div> : null}
        <div><dt>{t('source')}</dt><dd>{edition.source}</dd></div>
        {entity
          ? <div><dt>{t('way')}</dt><dd><TraceLink entity={entity} id={edition.id} /></dd></div>
          : null}
      </dl>
    </Panel>
  );
}

/** What no longer can be done with the edition, and why. */
function Standing({ edition }: { edition: Edition }) {
  const { t, i18n } = useTranslation('prices');
  const day = dateOf(edition.validFrom, i18n.language);
  if (edition.state === 'published' || edition.state === 'ahead') {
    return <p className={`${work.notice} ${work.good}`} role="status">
      {t('isPublished', { day })}</p>;
  }
  const word = edition.state === 'discarded' ? 'isDiscarded'
    : edition.state === 'broken' ? 'isBroken' : edition.isPast ? 'isPast' : null;
  return word ? <p className={`${work.notice} ${work.wait}`} role="status">{t(word)}</p> : null;
}

function useWishes({ list, edition }: Pick<Edition, 'list' | 'edition'>) {
  const client = useQueryClient();
  const refresh = () => {
    for (const key of ['list', 'answer', 'row', 'trace']) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  };
  const run = useMutation({
    mutationFn: ({ wish, basis }: { wish: Wish; basis: string }): Promise<unknown> =>
      (wish === 'publish' ? publishEdition(list, edition, basis) : discardEdition(list, edition)),
    onSettled: refresh,
  });
  const compare = useMutation({ mutationFn: () => compareAgain(list, edition) });
  return { run, compare, refresh };
}

interface BarProperties {
  edition: Edition;
  canPublish: boolean;
  isBusy: boolean;
  needsComparing: boolean;
  onWish: (wish: Wish) => void;
  onCompare: () => void;
}

function Bar({ edition, canPublish, isBusy, needsComparing, onWish, onCompare }: BarProperties) {
  const { t } = useTranslation('prices');
  if (edition.state !== 'staged' && edition.state !== 'broken') return null;
  return (
    <div className={work.steps}>
      {edition.state === 'staged'
        ? <Button size="sm" disabled={!canPublish} loading={isBusy}
            onClick={() => onWish('publish')} rightSection={<kbd>Ctrl Enter</kbd>}>
            {t('publish')}
          </Button> : null}
      {edition.state === 'staged' && needsComparing
        ? <Button size="sm" variant="light" onClick={onCompare}>{t('compareAgain')}</Button> : null}
      <Button size="sm" variant="default" onClick={() => onWish('discard')}>{t('discard')}</Button>
    </div>
  );
}

function Staged({ edition, upload }: { edition: Edition; upload: string }) {
  const { t } = useTranslation('prices');
  const mayWrite = permits(usePermits(), 'price.edition:write');
  const [threshold, setThreshold] = useState('20');
  const [wish, setWish] = useState<Wish | null>(null);
  const isStaged = edition.state === 'staged';
  const { data: comparison, error } = useQuery({
    ...comparisonQuery(edition.list, edition.edition, thresholdIn(threshold) ?? '20'),
    enabled: isStaged, placeholderData: keepPreviousData,
  });
  const { run, compare, refresh } = useWishes(edition);
  const isUnknown = error instanceof Problem && error.code === 'not-compared';
  const canPublish = isStaged && !edition.isPast && comparison !== undefined && !comparison.old;
  useKey('save', () => { if (mayWrite && canPublish && !run.isPending) setWish('publish'); });
  return (
    <>
      <Standing edition={edition} />
      {mayWrite
        ? <Bar edition={edition} canPublish={canPublish} isBusy={run.isPending} onWish={setWish}
            needsComparing={isUnknown || comparison?.old === true}
            onCompare={() => compare.mutate()} /> : <p className={work.soft}>{t('mayNot')}</p>}
      {run.error ? <Refusal error={run.error} /> : null}
      {compare.error ? <Refusal error={compare.error} /> : null}
      {compare.data
        ? <JobPanel key={compare.data.id} id={compare.data.id} onDone={refresh} /> : null}
      {isStaged && isUnknown
        ? <p className={`${work.notice} ${work.wait}`} role="status">{t('notCompared')}</p> : null}
      {isStaged && error && !isUnknown ? <Refusal error={error} /> : null}
      {isStaged && comparison?.old
        ? <p className={`${work.notice} ${work.wait}`} role="status">{t('comparisonOld')}</p>
        : null}
      <Facts edition={edition} />
      {upload ? <RejectsPanel upload={upload} /> : null}
      {isStaged && comparison
        ? <ComparisonPanels edition={edition} comparison={comparison} threshold={threshold}
            setThreshold={setThreshold} /> : null}
      {wish
        ? <Confirm wish={wish} edition={edition} comparison={comparison}
            onClose={() => setWish(null)} onYes={() => {
              setWish(null);
              // Pressed twice it is one wish.
              if (!run.isPending) run.mutate({ wish, basis: comparison?.basis ?? '' });
            }} /> : null}
    </>
  );
}

/** One edition: what it is, what it would change, and the word that publishes it. */
export function EditionPage() {
  const { t } = useTranslation('prices');
  const { list, edition } = useParams({ from: '/prices/$list/$edition' });
  const { upload } = useSearch({ from: '/prices/$list/$edition' });
  const { role } = useStatus();
  const { data, error } = useQuery({
    ...rowsQuery('price-editions', { filter: [`list:eq:${list}`, `edition:eq:${edition}`] }),
    enabled: role === 'hub',
  });
  const row = data?.[0];
  return (
    <PageFrame title={t('editionTitle', { list, edition })}
      before={<Link to="/prices">{t('backToPrices')}</Link>}>
      {role !== 'hub' ? <Panel><Empty text={t('onlyHub')} /></Panel> : null}
      {error ? <Refusal error={error} /> : null}
      {role === 'hub' && !data && !error ? <Loading /> : null}
      {data && !row ? <Panel><Empty text={t('noEdition')} /></Panel> : null}
      {row
        ? <div className={styles.body}>
            <Staged key={row.id} edition={editionOf(row, utcDay(Date.now()))}
              upload={upload ?? ''} />
          </div> : null}
    </PageFrame>
  );
}
