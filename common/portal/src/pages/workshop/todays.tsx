import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import { IconCar } from '../../look/icons';
import { Panel, Refusal } from '../../look/page';
import { today } from '../shared/days';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';
import { useArrive } from './arrive';
import { byTime, spanOf, takesItsBay } from './slots';

const expected = new Set(['booked', 'confirmed']);

/** Who comes today, and the button that opens the order of who has come. */
export function TodaysAppointments() {
  const { t } = useTranslation('workshop');
  const { branch } = useStatus();
  const entity = useEntity('appointments');
  const { data, error } = useQuery({
    ...rowsQuery('appointments', { filter: [`day:eq:${today()}`] }), enabled: entity !== undefined });
  const arrive = useArrive();
  if (!entity || !branch) return null;
  const rows = byTime((data ?? []).filter((row) => row.data.branch === branch && takesItsBay(row)));
  return (
    <Panel title={t('appointmentsToday')} flush
      aside={<Link to="/appointments" search={{}}>{t('daySheet')}</Link>}>
      {error ? <Refusal error={error} /> : null}
      {arrive.error ? <Refusal error={arrive.error} /> : null}
      {data && rows.length === 0
        ? <p className={`${work.none} ${work.padded}`}>{t('nothingBooked')}</p> : null}
      <ul className={work.links}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/appointments/$id" params={{ id: row.id }}>{spanOf(row)}</Link>
            <span>{String(row.data.customer ?? row.data.vin ?? '')}</span>
            <span className={work.wide}>{String(row.data.work ?? '')}</span>
            <StateMark row={row} />
            {expected.has(String(row.data.status)) && row.data.vin
              ? <Button size="xs" variant="light" loading={arrive.isPending}
                  leftSection={<IconCar size={15} aria-hidden />}
                  aria-label={t('arrivedOf', { span: spanOf(row) })}
                  onClick={() => arrive.mutate(row)}>{t('arrived')}</Button> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
