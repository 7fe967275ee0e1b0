import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listInStates, rowsQuery, statesQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import type { Entity, Row } from '../../api/types';
import { IconPlus } from '../../look/icons';
import { SyncMark } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { decimalOf } from '../../words/values';
import { newestFirst } from '../shared/newest_first';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';
import { isFinished, isForImporter } from './claim_from_order';
import {
  type Group, groupOfState, groups, isLive, nextKey, statesIn,
} from './claim_work';
import { useMakeClaim } from './make_claim';
import styles from './warranty.module.css';

const each = 60;
const finished = ['done', 'invoiced', 'closed'];

function useClaims(entity: Entity | undefined, branch: string | null) {
  return useQuery({
    queryKey: ['list', 'claims', 'work', branch],
    queryFn: async ({ signal }) => {
      if (!entity) return [];
      const here = branch === null ? [] : [`branch:eq:${branch}`];
      return listInStates('claims', groups.flatMap((group) => statesIn(entity, group)),
        { filter: here, sort: '-id', limit: each }, signal);
    },
    enabled: entity !== undefined,
  });
}

function ClaimLine({ claim }: { claim: Row }) {
  const { t, i18n } = useTranslation('warranty');
  const amount = claim.data.approved ?? claim.data.claimed;
  const showsReason = groupOfState(String(claim.data.status)) === 'answer';
  return (
    <li>
      <Link to="/warranty/$id" params={{ id: claim.id }}>
        {String(claim.data.number ?? claim.id.slice(0, 8))}
      </Link>
      <span>{String(claim.data.vin)}</span>
      <StateMark row={claim} />
      {claim.sync.state === 'accepted' ? null
        : <SyncMark state={claim.sync.state} conflicts={claim.sync.conflicts} />}
      <span className={`${work.wide} ${showsReason ? styles.reason : styles.next}`}>
        {showsReason && claim.data.reason ? String(claim.data.reason)
          : t(nextKey(claim), { defaultValue: '' })}
      </span>
      {amount === null || amount === undefined ? null
        : <span className={work.number}>{decimalOf(String(amount), 2, i18n.language)}</span>}
    </li>
  );
}

function GroupPanel({ group, claims }: { group: Group; claims: readonly Row[] }) {
  const { t } = useTranslation('warranty');
  if (claims.length === 0) return null;
  const list = (
    <ul className={work.links}>
      {newestFirst(claims).map((claim) => <ClaimLine key={claim.id} claim={claim} />)}
    </ul>
  );
  const title = `${t(`group_${group}`)} (${claims.length})`;
  return group === 'closed'
    ? <Panel><details className={work.fold}><summary>{title}</summary>{list}</details></Panel>
    : <Panel title={title} flush>{list}</Panel>;
}

/** Finished work that the importer pays for and that nobody has claimed yet. */
function Unclaimed({ claims }: { claims: readonly Row[] }) {
  const { t } = useTranslation('warranty');
  const { branch } = useStatus();
  const make = useMakeClaim();
  const { data, error } = useQuery(statesQuery('repair-orders', finished,
    { filter: branch === undefined ? [] : [`branch:eq:${branch}`], sort: '-id', limit: 200 }));
  const claimed = new Set(claims.filter(isLive).map((claim) => claim.data.repair_order));
  const orders = newestFirst((data ?? []).filter((order) => isFinished(order) &&
    isForImporter(order) && !claimed.has(order.id)));
  if (error) return <Refusal error={error} />;
  if (orders.length === 0) return null;
  return (
    <Panel title={`${t('unclaimed')} (${orders.length})`} flush>
      {make.isError ? <Refusal error={make.error} /> : null}
      <ul className={work.links}>
        {orders.map((order) => (
          <li key={order.id}>
            <Link to="/reception/$id" params={{ id: order.id }}>
              {String(order.data.number ?? order.id.slice(0, 8))}
            </Link>
            <span>{String(order.data.vin)}</span>
            <span className={work.wide}>{String(order.data.complaint ?? '')}</span>
            <Button variant="light" loading={make.isPending}
              leftSection={<IconPlus size={15} aria-hidden />}
              aria-label={`${t('makeClaim', { ns: 'workshop' })}: ${
                String(order.data.number ?? order.data.vin)}`}
              onClick={() => make.mutate({ order, job: null, claimedJobs: [] })}>
              {t('makeClaim', { ns: 'workshop' })}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The claims of this branch by whose turn it is. */
export function ClaimsPage() {
  const { t } = useTranslation('warranty');
  const navigate = useNavigate();
  const entity = useEntity('claims');
  const { branch } = useStatus();
  const orders = useQuery(rowsQuery('repair-orders', { limit: 1 }));
  const { data, error, isPending, refetch } = useClaims(entity, branch ?? null);
  if (!entity) return <PageFrame title={t('title')}><Empty text={t('noClaims')} /></PageFrame>;
  return (
    <PageFrame title={t('title')} note={t('note')}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data ? <Unclaimed claims={data} /> : null}
      {data?.length === 0
        ? (
          <Panel>
            <Empty text={t('none')} hint={t('noneHint')}>
              <Button onClick={() => void navigate({ to: '/reception' })}>
                {t(orders.data?.length === 0 ? 'toReception' : 'toOrders')}
              </Button>
            </Empty>
          </Panel>
        ) : null}
      {groups.map((group) => (
        <GroupPanel key={group} group={group} claims={(data ?? [])
          .filter((claim) => groupOfState(String(claim.data.status)) === group)} />
      ))}
    </PageFrame>
  );
}
