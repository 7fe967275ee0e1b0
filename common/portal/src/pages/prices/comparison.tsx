// What an edition would change, for whoever is about to publish it.
import { Button, Select, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading, Panel, Refusal } from '../../look/page';
import { dateOf, decimalOf } from '../../words/values';
import work from '../shared/shared.module.css';
import lines from '../shared/lines.module.css';
import { linesQuery } from './price_requests';
import {
  type Change, type Comparison, type Edition, furthest, type Kind, kinds, thresholdIn,
} from './price_work';
import styles from './prices.module.css';

const pageOf = 200;

function ChangeTable({ title, changes, none }:
  { title: string; changes: readonly Change[]; none: string }) {
  const { t, i18n } = useTranslation('prices');
  if (changes.length === 0) return <p className={work.padded}>{none}</p>;
  const amount = (value: string | null) =>
    (value === null ? t('noPrice') : decimalOf(value, 2, i18n.language));
  return (
    <div className={work.scroll} role="group" tabIndex={0} aria-label={title}>
      <table className={`${work.table} ${lines.lines}`}>
        <thead>
          <tr>
            <th scope="col">{t('part')}</th>
            {(['before', 'after', 'change'] as const).map((head) => (
              <th key={head} scope="col" className={work.number}>{t(head)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => (
            <tr key={one.part}>
              <th scope="row" data-label={t('part')}>{one.part}</th>
              <td data-label={t('before')} className={work.number}>{amount(one.before)}</td>
              <td data-label={t('after')} className={work.number}>{amount(one.after)}</td>
              <td data-label={t('change')} className={work.number}>
                {one.percent === null ? ''
                  : t('percentOf', { percent: decimalOf(one.percent, 2, i18n.language) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Warnings({ comparison, threshold }: { comparison: Comparison; threshold: string }) {
  const { t, i18n } = useTranslation('prices');
  const { counts, above } = comparison;
  const worst = furthest(comparison);
  const percent = decimalOf(threshold, 3, i18n.language);
  const changes = counts.added + counts.raised + counts.lowered;
  return (
    <>
      {above > 0 && worst
        ? <p className={`${work.notice} ${work.bad}`} role="status">
            {t('warnChange', { count: above, percent, part: worst.part,
              by: decimalOf(worst.percent ?? '', 2, i18n.language) })}
          </p> : null}
      {counts.missing > 0
        ? <p className={`${work.notice} ${work.wait}`} role="status">
            {t('warnMissing', { count: counts.missing })}
          </p> : null}
      {changes === 0
        ? <p className={`${work.notice} ${work.wait}`} role="status">{t('nothingChanges')}</p>
        : above === 0 && counts.missing === 0
          ? <p className={`${work.notice} ${work.good}`} role="status">
              {t('noWarning', { percent })}
            </p> : null}
    </>
  );
}

/** All lines of one kind, a page at a time. */
function Browse({ edition, counts }: { edition: Edition; counts: Comparison['counts'] }) {
  const { t } = useTranslation('prices');
  const [kind, setKind] = useState<Kind>(kinds.find((one) => counts[one] > 0) ?? 'raised');
  const [from, setFrom] = useState(0);
  const { data, error } = useQuery({
    ...linesQuery(edition.list, edition.edition, kind, from), placeholderData: keepPreviousData,
  });
  const last = data ? data.from + data.items.length : 0;
  return (
    <Panel title={t('browse')} flush>
      <div className={`${work.padded} ${styles.turn}`}>
        <Select id="price-kind" label={t('kind')} value={kind} allowDeselect={false}
          data={kinds.map((one) => ({ value: one, label: `${t(one)} (${counts[one]})` }))}
          onChange={(one) => {
            setKind(one as Kind);
            setFrom(0);
          }} />
        {data && data.count > pageOf
          ? (
            <>
              <Button variant="default" disabled={from === 0}
                onClick={() => setFrom(Math.max(0, from - pageOf))}>{t('earlier')}</Button>
              <Button variant="default" disabled={last >= data.count}
                onClick={() => setFrom(from + pageOf)}>{t('later')}</Button>
              <span className={work.soft} role="status">
                {t('page', { from: data.from + 1, to: last, count: data.count })}
              </span>
            </>
          ) : null}
      </div>
      {error ? <Refusal error={error} /> : null}
      {data ? <ChangeTable title={t('browse')} changes={data.items} none={t('noLines')} />
        : <Loading />}
    </Panel>
  );
}

interface Properties {
  edition: Edition;
  comparison: Comparison;
  /** As typed; what the comparison was asked with may be older. */
  threshold: string;
  setThreshold: (text: string) => void;
}

/** Counts, warnings, the greatest changes, and every line. */
export function ComparisonPanels({ edition, comparison, threshold, setThreshold }: Properties) {
  const { t, i18n } = useTranslation('prices');
  const isWrong = thresholdIn(threshold) === null;
  return (
    <>
      <Panel title={t('comparison')}>
        <div className={styles.body}>
          <p className={work.soft}>
            {t('comparisonNote', { day: dateOf(edition.validFrom, i18n.language) })}
          </p>
          <dl className={styles.counts} aria-label={t('countsLabel')}>
            {([...kinds, 'unchanged'] as const).map((kind) => (
              <div key={kind}>
                <dt>{t(kind)}</dt>
                <dd>{comparison.counts[kind].toLocaleString(i18n.language)}</dd>
              </div>
            ))}
          </dl>
          <TextInput id="price-threshold" label={t('threshold')} value={threshold}
            className={styles.narrow ?? ''} inputMode="decimal"
            error={isWrong ? t('thresholdWrong') : null}
            onChange={(event) => setThreshold(event.currentTarget.value)} />
          {isWrong ? null : <Warnings comparison={comparison}
            threshold={thresholdIn(threshold) ?? ''} />}
        </div>
      </Panel>
      <div className={work.row}>
        <Panel title={t('rises')} flush>
          <ChangeTable title={t('rises')} changes={comparison.rises} none={t('noRises')} />
        </Panel>
        <Panel title={t('falls')} flush>
          <ChangeTable title={t('falls')} changes={comparison.falls} none={t('noFalls')} />
        </Panel>
      </div>
      <Browse edition={edition} counts={comparison.counts} />
    </>
  );
}
