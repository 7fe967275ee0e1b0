import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery, statesQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import type { Entity, Row } from '../../api/types';
import { IconArrowRight } from '../../look/icons';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import { moved } from '../list/grid_moves';
import { useRow } from '../use_row';
import { StateMark } from '../shared/state_mark';
import { Steps } from '../shared/steps';
import { moneyText, scaled } from '../shared/money';
import work from '../shared/shared.module.css';
import { CheckPanel } from './check_panel';
import { ClaimFacts, ClaimFrame, ClaimStory, History, useCheck } from './claim';
import { Attachments } from './attachments';
import { ClaimLines } from './claim_lines';
import { oldestFirst } from './claim_work';
import { DecideForm } from './decide_form';
import { Decision } from './decision';
import { Flagged } from './flagged';
import { totalOf } from './line_entry';
import styles from './warranty.module.css';

/** What a person has to look at; the rules decide about the rest. */
const waiting = ['in_review', 'appealed'];
const each = 200;
const pageOfRows = 8;

function useWaiting(isHub: boolean) {
  return useQuery({
    ...statesQuery('claims', waiting, { limit: each }),
    select: oldestFirst,
    enabled: isHub,
  });
}

/** Arrows move between the claims of the list, as in every list. */
function useArrows() {
  const list = useRef<HTMLTableSectionElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...list.current?.querySelectorAll<HTMLAnchorElement>('th a') ?? []];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (at < 0) return;
    const next = moved(event.key, at, links.length, pageOfRows);
    if (next === null) return;
    event.preventDefault();
    links[next]?.focus();
  };
  return { list, onKeyDown };
}

function Queue({ claims }: { claims: readonly Row[] }) {
  const { t, i18n } = useTranslation('warranty');
  const { list, onKeyDown } = useArrows();
  const heads = ['deskNumber', 'deskState', 'deskBranch', 'deskVin', 'deskDay', 'deskReason',
    'deskClaimed'] as const;
  // Whoever comes from the menu can use the arrows at once.
  useEffect(() => list.current?.querySelector<HTMLElement>('th a')?.focus(), [list]);
  return (
    <Panel flush>
      <div className={work.scroll} role="region" tabIndex={0} aria-label={t('deskTitle')}>
        <table className={`${work.table} ${styles.lines}`}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col" className={head === 'deskClaimed' ? work.number : ''}>
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={list} onKeyDown={onKeyDown}>
            {claims.map((claim) => {
              const day = String(claim.data.appealed_on ?? claim.data.submitted_on ?? '');
              const claimed = claim.data.claimed;
              return (
                <tr key={claim.id}>
                  <th scope="row" className={work.nowrap} data-label={t('deskNumber')}>
                    <Link to="/claim-desk/$id" params={{ id: claim.id }}>
                      {String(claim.data.number ?? claim.id.slice(0, 8))}
                    </Link>
                  </th>
                  <td data-label={t('deskState')}><StateMark row={claim} /></td>
                  <td data-label={t('deskBranch')}>{String(claim.data.branch)}</td>
                  <td data-label={t('deskVin')}>{String(claim.data.vin)}</td>
                  <td data-label={t('deskDay')} className={work.nowrap}>
                    {day ? dateOf(day, i18n.language) : ''}
                  </td>
                  <td data-label={t('deskReason')}>{String(claim.data.reason ?? '')}</td>
                  <td data-label={t('deskClaimed')} className={work.number}>
                    {claimed ? decimalOf(String(claimed), 2, i18n.language) : ''}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={`${styles.keys} ${work.padded}`}>{t('deskKeys')}</p>
    </Panel>
  );
}

function OnlyAtHub() {
  const { t } = useTranslation('warranty');
  return (
    <PageFrame title={t('deskTitle')}><Panel><Empty text={t('deskOnly')} /></Panel></PageFrame>
  );
}

/** The importer's claims that wait for a person, the oldest first. */
export function DeskPage() {
  const { t } = useTranslation('warranty');
  const { role } = useStatus();
  const isHub = role === 'hub';
  const { data, error, isPending, refetch } = useWaiting(isHub);
  if (!isHub) return <OnlyAtHub />;
  return (
    <PageFrame title={t('deskTitle')}
      note={data ? t('deskNote', { count: data.length }) : ''}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0
        ? (
          <Panel>
            <Empty text={t('deskNone')} hint={t('deskNoneHint')}>
              <Link to="/lists/$collection" params={{ collection: 'claims' }}>{t('deskAll')}</Link>
            </Empty>
          </Panel>
        ) : null}
      {data && data.length > 0 ? <Queue claims={data} /> : null}
      <Flagged />
    </PageFrame>
  );
}

/** After a decision: the claim that has waited longest. */
function NextClaim({ id }: { id: string }) {
  const { t } = useTranslation('warranty');
  const navigate = useNavigate();
  const { data } = useWaiting(true);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const next = (data ?? []).find((claim) => claim.id !== id);
  const go = () => void (next
    ? navigate({ to: '/claim-desk/$id', params: { id: next.id } })
    : navigate({ to: '/claim-desk' }));
  return (
    <div className={`${work.notice} ${work.good}`} role="status">
      <p>{t('decided')}</p>
      <Button ref={button} size="sm" rightSection={<IconArrowRight size={15} aria-hidden />}
        onClick={go}>
        {next ? t('nextClaim', { number: String(next.data.number) }) : t('toDesk')}
      </Button>
    </div>
  );
}

function DeskClaim({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const check = useCheck(claim);
  const lines = useQuery(rowsQuery('claim-lines', { filter: [`claim:eq:${claim.id}`] }));
  const [isDone, setDone] = useState(false);
  const sum = lines.data ? totalOf(lines.data) : null;
  const payable = String(check.data?.facts.payable ?? (sum === null ? '' : moneyText(sum)));
  const showsCheck = ['submitted', 'in_review', 'appealed'].includes(String(claim.data.status));
  return (
    <ClaimFrame entity={entity} claim={claim}
      before={<Link to="/claim-desk">{t('deskTitle')}</Link>}>
      {isDone ? <NextClaim id={claim.id} /> : null}
      <Steps entity={entity} row={claim} only={(step) => step.command === 'review'} />
      <div className={work.two}>
        <div className={work.column}>
          <DecideForm entity={entity} claim={claim} payable={payable}
            most={claim.data.claimed ? scaled(String(claim.data.claimed), 2) : null}
            onDone={() => setDone(true)} />
          <Decision entity={entity} claim={claim} />
          <ClaimLines claim={claim} isOpen={false} />
          <Attachments claim={claim} isOpen={false} />
          <ClaimStory entity={entity} claim={claim} />
        </div>
        <div className={work.column}>
          {showsCheck
            ? <CheckPanel entity={entity} answer={check.data} error={check.error} isSent /> : null}
          <ClaimFacts entity={entity} claim={claim} />
          <Panel title={terms.collection(entity)}>
            <Link to="/lists/$collection" params={{ collection: 'claims' }}
              search={{ filter: [`vin:eq:${String(claim.data.vin)}`] }}>{t('sameCar')}</Link>
          </Panel>
          <History entity={entity} claim={claim} />
        </div>
      </div>
    </ClaimFrame>
  );
}

/** One claim at the importer, with everything that a decision rests on. */
export function DeskClaimPage() {
  const { t } = useTranslation('warranty');
  const { id } = useParams({ from: '/claim-desk/$id' });
  const { role } = useStatus();
  const entity = useEntity('claims');
  const { query, row } = useRow('claims', id);
  if (role !== 'hub' || !entity) return <OnlyAtHub />;
  if (query.isError) {
    return (
      <PageFrame title={t('deskTitle')}>
        <Refusal error={query.error} onRetry={() => void query.refetch()} />
      </PageFrame>
    );
  }
  return row ? <DeskClaim key={id} entity={entity} claim={row} /> : <Loading />;
}
