import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { permits } from '../../api/permits';
import { useEntity, useStatus } from '../../api/queries';
import { fieldOf, isEmpty } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { usePermits } from '../../app/session';
import { Panel } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf, textOf } from '../../words/values';
import work from '../shared/shared.module.css';
import { nextKey } from './claim_work';
import { FindingLine } from './finding_marks';
import { lastHits } from './findings';
import styles from './warranty.module.css';

const figures = ['claimed', 'approved', 'importer_share', 'dealer_share', 'customer_share',
  'decided_on'];
const badStates = new Set(['rejected', 'returned', 'lapsed', 'reversed']);
const goodStates = new Set(['approved', 'approved_reduced', 'credited', 'settled']);

/** States that are the verdict in another word. */
const saysItself = new Set(['rejected', 'returned', 'approved', 'approved_reduced']);

/** Records that belong to a claim; of what is not known or not shown here there are none. */
function useOfClaim(collection: string, claim: Row): Row[] {
  const entity = useEntity(collection);
  const words = usePermits();
  const mayRead = entity !== undefined && permits(words, `${entity.name}:read`);
  const { data } = useQuery({ ...rowsQuery(collection, { filter: [`claim:eq:${claim.id}`] }),
    enabled: mayRead });
  return data ?? [];
}

function Figures({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const reader = { terms, language: i18n.language, t };
  const fields = figures.map((name) => fieldOf(entity, name)).filter((one) => one !== undefined)
    .filter((field) => !isEmpty(claim.data[field.name]));
  if (fields.length === 0) return null;
  return (
    <dl className={styles.figures}>
      {fields.map((field) => (
        <div key={field.name}>
          <dt>{terms.label(field)}</dt>
          <dd className={field.name === 'approved' ? styles.amount : ''}>
            {textOf(field, claim.data[field.name], reader)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What was paid of each line, and why not all of it. */
function LineDecisions({ claim }: { claim: Row }) {
  const { t } = useTranslation('warranty');
  const all = useOfClaim('line-decisions', claim);
  const last = Math.max(0, ...all.map((row) => Number(row.data.submitted ?? 0)));
  const rows = all.filter((row) => Number(row.data.submitted) === last)
    .toSorted((a, b) => Number(a.data.line) - Number(b.data.line));
  if (rows.length === 0) return null;
  return (
    <div>
      <h3 className={work.sub}>{t('perLine')}</h3>
      <ul className={styles.findings}>
        {rows.map((row) => (
          <li key={row.id}>
            {t('lineDecision', { line: row.data.line, text: String(row.data.text ?? '') })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The credit memo of the claim, or the debit memo that took it back. */
function Documents({ claim }: { claim: Row }) {
  const { t, i18n } = useTranslation('warranty');
  const terms = useTerms();
  const rows = useOfClaim('account-documents', claim);
  if (rows.length === 0) return null;
  return (
    <div>
      <h3 className={work.sub}>{t('onAccount')}</h3>
      <ul className={styles.findings}>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              {terms.word(String(row.data.kind))}{' '}
              <Link to="/lists/$collection/$id"
                params={{ collection: 'account-documents', id: row.id }}>
                {String(row.data.number ?? row.id.slice(0, 8))}
              </Link>
              {', '}{dateOf(String(row.data.issued_on), i18n.language)}{': '}
              <strong>{decimalOf(String(row.data.amount), 2, i18n.language)}</strong>
              {' · '}
              <Link to="/account/$dealer/$brand" params={{ dealer: String(row.data.dealer),
                brand: String(row.data.brand) }}>{t('toAccount')}</Link>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the importer has decided, why, and what can be done about it. */
export function Decision({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const { role } = useStatus();
  const hits = lastHits(useOfClaim('rule-hits', claim));
  const state = String(claim.data.status);
  const isDecided = !isEmpty(claim.data.verdict) || badStates.has(state) || goodStates.has(state);
  if (!isDecided) return null;
  const tone = badStates.has(state) ? 'bad' : goodStates.has(state) ? 'good' : 'wait';
  const verdict = saysItself.has(state) ? '' : String(claim.data.verdict ?? '');
  return (
    <Panel title={t('decision')}>
      <div className={work.stack} aria-live="polite">
        <div className={`${work.notice} ${work[tone]}`}>
          <h2 className={styles[tone]}>
            {terms.word(state)}
            {verdict ? ` · ${t(`verdict_${verdict}`, { defaultValue: verdict })}` : ''}
          </h2>
          {claim.data.reason ? <p className={styles.reason}>{String(claim.data.reason)}</p> : null}
          {role === 'node'
            ? <p className={styles.next}>{t(nextKey(claim), { defaultValue: '' })}</p> : null}
        </div>
        <Figures entity={entity} claim={claim} />
        {hits.length > 0
          ? (
            <div>
              <h3 className={work.sub}>{t('hits')}</h3>
              <ul className={styles.findings}>
                {hits.map((hit) => <li key={hit.rule}><FindingLine finding={hit} isDecided /></li>)}
              </ul>
            </div>
          ) : null}
        <LineDecisions claim={claim} />
        <Documents claim={claim} />
      </div>
    </Panel>
  );
}
