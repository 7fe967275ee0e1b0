import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { newKey, sendJson } from '../../api/client';
import { useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { Panel, Refusal } from '../../look/page';
import { today } from '../shared/days';
import { isUnanswered } from '../shared/wish';
import { correctionOf } from './correction';

/** What puts a credited order right: the order that names it, or the button that opens one. */
export function CorrectingOrder({ entity, order }: { entity: Entity; order: Row }) {
  const { t } = useTranslation('workshop');
  const client = useQueryClient();
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const wish = useRef(newKey());
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isCredited = order.data.status === 'credited';
  const { data } = useQuery({
    ...rowsQuery('repair-orders', { filter: [`vin:eq:${String(order.data.vin)}`] }),
    enabled: isCredited });
  if (!isCredited || !data) return null;
  const right = data.find(
    (row) => row.data.corrects === order.id && row.data.status !== 'cancelled');
  const open = async () => {
    setBusy(true);
    try {
      const row = await sendJson<Row>('POST', '/repair-orders',
        { data: correctionOf(order, today()) }, { key: wish.current });
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void navigate({ to: '/reception/$id', params: { id: row.id } });
    } catch (error) {
      // After a lost answer the same wish is sent again.
      if (!isUnanswered(error)) wish.current = newKey();
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('correction')}>
      {failure ? <Refusal error={failure} /> : null}
      {right
        ? <p>{t('correctedBy')}{' '}
            <Link to="/reception/$id" params={{ id: right.id }}>
              {String(right.data.number ?? right.id.slice(0, 8))}
            </Link>
          </p>
        : mayCreate(entity, place) && order.data.branch === place.branch
          ? <Button size="sm" loading={isBusy} onClick={() => void open()}>
              {t('openCorrection')}
            </Button>
          : <p>{t('notCorrected')}</p>}
    </Panel>
  );
}
