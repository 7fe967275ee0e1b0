import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useSchema, useStatus } from '../../api/queries';
import { defaultColumns, fieldOf, mayCreate, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { IconPlus } from '../../look/icons';
import { Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { isNumeric, textOf } from '../../words/values';
import { childrenOf, refTo } from '../warranty/claim_from_order';
import work from '../shared/shared.module.css';

const columnsMost = 5;

function Table({ entity, rows, left }: { entity: Entity; rows: readonly Row[]; left: string }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const reader = { terms, language: i18n.language, t };
  const names = defaultColumns(entity, columnsMost + 2)
    .filter((name) => name !== left && name !== 'branch').slice(0, columnsMost);
  const fields = names.map((name) => fieldOf(entity, name)).filter((one) => one !== undefined);
  return (
    <div className={work.scroll} role="group" tabIndex={0} aria-label={terms.collection(entity)}>
      <table className={work.table}>
        <thead>
          <tr>{fields.map((field) => (
            <th key={field.name} scope="col" className={isNumeric(field) ? work.number : ''}>
              {terms.label(field)}
            </th>
          ))}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {fields.map((field, at) => {
                const text = textOf(field, row.data[field.name], reader) || '–';
                return (
                  <td key={field.name} className={isNumeric(field) ? work.number : ''}>
                    {at === 0
                      ? <Link to="/lists/$collection/$id"
                          params={{ collection: entity.collection, id: row.id }}>{text}</Link>
                      : text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Children({ entity, order, left }: { entity: Entity; order: Row; left: string }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const { data, error } = useQuery(
    rowsQuery(entity.collection, { filter: [`${left}:eq:${order.id}`] }));
  const add = () => void navigate({ to: '/lists/$collection/new',
    params: { collection: entity.collection }, search: { values: { [left]: order.id } } });
  return (
    <Panel title={terms.collection(entity)} flush aside={
      mayCreate(entity, place) && order.data.branch === place.branch
        ? <Button variant="subtle" leftSection={<IconPlus size={15} aria-hidden />} onClick={add}
            aria-label={`${t('new', { ns: 'records' })}: ${terms.collection(entity)}`}>
            {t('new', { ns: 'records' })}
          </Button> : null
    }>
      {error ? <Refusal error={error} /> : null}
      {data?.length === 0 ? <p className={`${work.none} ${work.padded}`}>{t('noParts')}</p> : null}
      {data && data.length > 0 ? <Table entity={entity} rows={data} left={left} /> : null}
    </Panel>
  );
}

/** Jobs and lines, whatever is declared to belong to a repair order. */
export function OrderParts({ entity, row }: { entity: Entity; row: Row }) {
  const all = useSchema();
  return (
    <>
      {childrenOf(entity, all).map((child) => {
        const left = refTo(child, entity.name);
        return left
          ? <Children key={child.name} entity={child} order={row} left={left.name} /> : null;
      })}
    </>
  );
}
