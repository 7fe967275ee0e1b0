import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity } from '../../api/queries';
import type { Row } from '../../api/types';
import { IconAlertTriangle, IconArrowsSplit2 } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Loading, Panel, Refusal } from '../../look/page';
import { dateOf } from '../../words/values';
import { RecordFacts } from '../shared/record_facts';
import { StateMark } from '../shared/state_mark';
import styles from '../shared/shared.module.css';

const shown = ['brand', 'model', 'model_year', 'colour', 'in_service_on', 'odometer_km',
  'warranty_plan', 'location', 'customer_note', 'block_reason'];
const most = 8;

type Target = '/reception/$id' | '/warranty/$id';

/** Documents that carry the car's number, the newest first. */
function Earlier({ collection, vin, to }: { collection: string; vin: string; to: Target }) {
  const { t, i18n } = useTranslation('workshop');
  const { data, error, isPending } = useQuery(
    rowsQuery(collection, { filter: [`vin:eq:${vin}`] }));
  if (isPending) return <Loading />;
  if (error) return <Refusal error={error} />;
  if (data.length === 0) return <p className={styles.none}>{t('noEarlier')}</p>;
  const dayOf = (row: Row) => String(row.data.opened_on ?? row.data.failure_on ?? '');
  const rows = data.toSorted((a, b) => (dayOf(a) < dayOf(b) ? 1 : -1)).slice(0, most);
  return (
    <ul className={styles.links}>
      {rows.map((row) => (
        <li key={row.id}>
          <Link to={to} params={{ id: row.id }}>
            {String(row.data.number ?? row.id.slice(0, 8))}
          </Link>
          <span className={styles.soft}>
            {dayOf(row) ? dateOf(dayOf(row), i18n.language) : ''}
          </span>
          <StateMark row={row} />
        </li>
      ))}
    </ul>
  );
}

/** What this replica knows of a car. */
export function VehicleCard({ vehicle }: { vehicle: Row }) {
  const { t } = useTranslation('workshop');
  const entity = useEntity('vehicles');
  const orders = useEntity('repair-orders');
  const claims = useEntity('claims');
  const vin = String(vehicle.data.vin);
  if (!entity) return null;
  return (
    <>
      <Panel title={vin} aside={
        <Link to="/lists/$collection/$id" params={{ collection: 'vehicles', id: vehicle.id }}>
          {t('openVehicle')}
        </Link>
      }>
        <div className={styles.stack}>
          <div className={styles.steps}>
            <StateMark row={vehicle} />
            {vehicle.data.warranty_block === true
              ? <Mark tone="bad" icon={IconAlertTriangle}>{t('blocked')}</Mark> : null}
            {vehicle.sync.conflicts > 0
              ? <Link to="/conflicts">
                  <Mark tone="clash" icon={IconArrowsSplit2}>
                    {t('conflicts', { ns: 'sync', count: vehicle.sync.conflicts })}
                  </Mark>
                </Link> : null}
          </div>
          <RecordFacts entity={entity} row={vehicle} names={shown} />
        </div>
      </Panel>
      {orders
        ? <Panel title={t('carOrders')} flush>
            <Earlier collection="repair-orders" vin={vin} to="/reception/$id" />
          </Panel> : null}
      {claims
        ? <Panel title={t('carClaims')} flush>
            <Earlier collection="claims" vin={vin} to="/warranty/$id" />
          </Panel> : null}
    </>
  );
}
