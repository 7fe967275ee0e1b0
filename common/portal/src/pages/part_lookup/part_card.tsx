import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/queries';
import type { Row } from '../../api/types';
import { useNow } from '../../app/clock';
import { Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { ageOf, decimalOf, localeOf } from '../../words/values';
import { partFacts, type PartFacts, type Price } from './part_facts';
import styles from './part_lookup.module.css';

function priceText(price: Price, language: string): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'currency', currency: price.currency })
    .format(Number(price.amount));
}

function Prices({ prices }: Pick<PartFacts, 'prices'>) {
  const { t, i18n } = useTranslation('parts');
  const terms = useTerms();
  return (
    <dl className={styles.prices}>
      {prices.map((price) => (
        <div key={price.list}>
          <dt>{terms.word(price.kind)}</dt>
          <dd className={price.kind === 'retail' ? styles.main : ''}>
            {price.amount === null ? t('noPrice') : priceText(price, i18n.language)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Chain({ links, lookUp }: Pick<PartFacts, 'links'> & { lookUp: (part: string) => void }) {
  const { t } = useTranslation('parts');
  if (links.length === 0) return <p className={styles.nothing}>{t('noChain')}</p>;
  return (
    <ul className={styles.facts}>
      {links.map((link) => (
        <li key={`${link.part}-${link.isNewer}`}>
          <span>{t(link.isNewer ? 'replacedBy' : 'replaces')}</span>
          <button type="button" className={styles.partLink} onClick={() => lookUp(link.part)}>
            {link.part}
          </button>
          <span className={styles.soft}>{t(`kind_${link.kind}`, { defaultValue: link.kind })}</span>
        </li>
      ))}
    </ul>
  );
}

function Bins({ bins }: Pick<PartFacts, 'bins'>) {
  const { t, i18n } = useTranslation('parts');
  const { branch } = useStatus();
  if (bins.length === 0) return <p className={styles.nothing}>{t('noStock')}</p>;
  return (
    <ul className={styles.facts}>
      {bins.map((row) => (
        <li key={row.id}>
          <strong>{decimalOf(String(row.data.on_hand ?? '0'), 3, i18n.language)}</strong>
          <Link to="/lists/$collection/$id" params={{ collection: 'bins', id: row.id }}>
            {branch ? '' : `${String(row.data.branch)} · `}{t('bin')} {String(row.data.bin)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Others({ others }: Pick<PartFacts, 'others'>) {
  const { t, i18n } = useTranslation('parts');
  const now = useNow();
  if (others.length === 0) return <p className={styles.nothing}>{t('noElsewhere')}</p>;
  return (
    <ul className={styles.facts}>
      {others.map((row) => (
        <li key={row.id}>
          <strong>{t(`band_${String(row.data.band)}`)}</strong>
          <span>{String(row.data.branch)}</span>
          <span className={styles.soft}>
            {t('toldAt', { age: ageOf(String(row.data.as_of), now, i18n.language) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** All that a counter asks about one part. */
export function PartCard({ row, lookUp }: { row: Row; lookUp: (part: string) => void }) {
  const { t } = useTranslation('parts');
  const terms = useTerms();
  const status = useStatus();
  const { data, error } = useQuery({
    queryKey: ['answer', 'part', row.id, row.version],
    queryFn: ({ signal }) => partFacts(row, status, signal),
  });
  const { part, display, description, unit, product_group: group } = row.data;
  return (
    <Panel>
      <div className={styles.cardHead}>
        <h2>{String(display ?? part)}</h2>
        <p>{String(description ?? '')}</p>
        <p className={styles.soft}>
          {[group, unit ? terms.word(String(unit)) : null].filter(Boolean).join(' · ')}
        </p>
      </div>
      {error ? <Refusal error={error} /> : null}
      {data
        ? (
          <>
            <Prices prices={data.prices} />
            <h3>{t('stockHere')}</h3>
            <Bins bins={data.bins} />
            <h3>{t('elsewhere')}</h3>
            <Others others={data.others} />
            <h3>{t('chain')}</h3>
            <Chain links={data.links} lookUp={lookUp} />
          </>
        ) : <div className={styles.later} />}
      <Link className={styles.open ?? ''} to="/lists/$collection/$id"
        params={{ collection: 'parts', id: row.id }}>{t('open')}</Link>
    </Panel>
  );
}
