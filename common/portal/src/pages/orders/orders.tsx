import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconPlus } from '../../look/icons';
import { SyncMark } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { dateOf, decimalOf } from '../../words/values';
import { newestFirst } from '../shared/newest_first';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';
import { type Group, groupOfState, groups, listOf, nextKey } from './order_words';

const most = 500;

function optionsText(order: Row): string {
  return [...listOf(order.data.required), ...listOf(order.data.preferred)].join(', ');
}

function OrderLine({ order }: { order: Row }) {
  const { t, i18n } = useTranslation('trade');
  const { vin, day, price, reason } = { vin: order.data.assigned_vin, day: order.data.arrives_on,
    price: order.data.price, reason: order.data.reason };
  return (
    <li>
      <Link to="/orders/$id" params={{ id: order.id }}>
        {String(order.data.number ?? order.id.slice(0, 8))}
      </Link>
      <span>{`${String(order.data.brand)} ${String(order.data.model)}`}</span>
      <span className={work.soft}>{optionsText(order)}</span>
      <StateMark row={order} />
      {order.sync.state === 'accepted' ? null
        : <SyncMark state={order.sync.state} conflicts={order.sync.conflicts} />}
      <span className={`${work.wide} ${work.soft}`}>
        {reason && order.data.status === 'rejected' ? String(reason)
          : vin ? String(vin) : t(nextKey(order), { defaultValue: '' })}
        {vin && day ? `, ${t('arrives', { day: dateOf(String(day), i18n.language) })}` : ''}
      </span>
      {price ? <span className={work.number}>{decimalOf(String(price), 2, i18n.language)}</span>
        : null}
    </li>
  );
}

function GroupPanel({ group, orders }: { group: Group; orders: readonly Row[] }) {
  const { t } = useTranslation('trade');
  if (orders.length === 0) return null;
  const list = (
    <ul className={work.links}>
      {newestFirst(orders).map((order) => <OrderLine key={order.id} order={order} />)}
    </ul>
  );
  const title = `${t(`group_${group}`)} (${orders.length})`;
  return group === 'closed'
    ? <Panel><details className={work.fold}><summary>{title}</summary>{list}</details></Panel>
    : <Panel title={title} flush>{list}</Panel>;
}

/** Cars that this branch has ordered from the importer, by what happens next. */
export function OrdersPage() {
  const { t } = useTranslation('trade');
  const navigate = useNavigate();
  const entity = useEntity('wholesale-orders');
  const status = useStatus();
  const filter = status.branch === undefined ? [] : [`branch:eq:${status.branch}`];
  const { data, error, isPending, refetch } = useQuery({
    ...rowsQuery('wholesale-orders', { filter, sort: '-id', limit: most }),
    enabled: entity !== undefined });
  const canOrder = entity !== undefined && mayCreate(entity, placeOf(status));
  const begin = () => void navigate({ to: '/orders/new' });
  useKey('new', canOrder ? begin : null);
  if (!entity) return <PageFrame title={t('orders')}><Empty text={t('noOrders')} /></PageFrame>;
  const button = canOrder
    ? <Button leftSection={<IconPlus size={16} aria-hidden />} rightSection={<kbd>F2</kbd>}
        onClick={begin}>{t('newOrder')}</Button> : null;
  return (
    <PageFrame title={t('orders')} note={t('ordersNote')} aside={button}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0
        ? <Panel><Empty text={t('ordersNone')} hint={t('ordersNoneHint')} /></Panel> : null}
      {groups.map((group) => (
        <GroupPanel key={group} group={group} orders={(data ?? [])
          .filter((order) => groupOfState(String(order.data.status)) === group)} />
      ))}
    </PageFrame>
  );
}
