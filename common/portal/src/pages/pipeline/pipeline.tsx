import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answerQuery } from '../../api/answers';
import { compactNumber } from '../../api/registry';
import { useEntity, useStatus } from '../../api/queries';
import { useKey } from '../../app/keys';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import work from '../shared/shared.module.css';
import styles from '../shared/lines.module.css';
import { byState, type Car, carsOf } from './cars';
import { Explanations } from './explanations';
import { Quotes } from './quotes';

function CarRow({ car, canQuote }: { car: Car; canQuote: boolean }) {
  const { t, i18n } = useTranslation('trade');
  return (
    <tr>
      <th scope="row" data-label={t('vin')} className={work.nowrap}>
        <Link to="/lists/$collection/$id" params={{ collection: 'vehicles', id: car.id }}>
          {car.vin}
        </Link>
      </th>
      <td data-label={t('model')}>{car.model}</td>
      <td data-label={t('options')}>{[car.colour, car.options].filter((one) => one !== '')
        .join(', ')}</td>
      <td data-label={t('eta')} className={work.nowrap}>
        {car.arrivesOn ? dateOf(car.arrivesOn, i18n.language) : t('noEta')}
      </td>
      <td data-label={t('order')}>
        {car.orderId
          ? <Link to="/orders/$id" params={{ id: car.orderId }}>{car.order}</Link> : t('noOrder')}
      </td>
      <td data-label={t('listPrice')} className={work.number}>
        {car.listPrice ? decimalOf(car.listPrice, 2, i18n.language) : t('noListPrice')}
      </td>
      <td data-label={t('quote')} className={work.nowrap}>
        {car.takenBy ? t('takenBy', { number: car.takenBy })
          : canQuote
            ? <Link to="/quotes/new" search={{ vin: car.vin }}
                aria-label={t('makeQuoteOf', { vin: car.vin })}>{t('makeQuote')}</Link> : ''}
      </td>
    </tr>
  );
}

function CarTable({ state, cars, canQuote }:
  { state: string; cars: readonly Car[]; canQuote: boolean }) {
  const { t } = useTranslation('trade');
  const terms = useTerms();
  const title = `${terms.word(state)} (${cars.length})`;
  const heads = ['vin', 'model', 'options', 'eta', 'order', 'listPrice', 'quote'] as const;
  return (
    <Panel title={title} flush>
      <div className={work.scroll} role="group" tabIndex={0} aria-label={title}>
        <table className={`${work.table} ${styles.lines}`}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col" className={head === 'listPrice' ? work.number : ''}>
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cars.map((car) => <CarRow key={car.id} car={car} canQuote={canQuote} />)}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Cars of this dealer that nobody has bought yet, from the plan to the yard. */
export function PipelinePage() {
  const { t } = useTranslation('trade');
  const { vin } = useSearch({ from: '/pipeline' });
  const navigate = useNavigate();
  const { role } = useStatus();
  const quotes = useEntity('quotes');
  const { data, error, isPending, refetch } = useQuery(answerQuery('/pipeline'));
  useKey('search', () => document.getElementById('pipeline-vin')?.focus());
  const wanted = compactNumber(vin ?? '');
  const all = data ? carsOf(data) : [];
  const cars = all.filter((car) => car.vin.includes(wanted));
  const isHere = role === 'node';
  return (
    <PageFrame title={t('pipeline')} note={t(isHere ? 'pipelineNote' : 'pipelineHubNote')}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {all.length > 0
        ? <TextInput id="pipeline-vin" size="sm" label={t('findCar')} value={vin ?? ''}
            autoComplete="off" spellCheck={false}
            onChange={(event) => void navigate({ to: '/pipeline', replace: true,
              search: event.currentTarget.value ? { vin: event.currentTarget.value } : {} })} />
        : null}
      {data && all.length === 0
        ? (
          <Panel>
            <Empty text={t('noCars')} hint={t(isHere ? 'noCarsHint' : 'noCarsHubHint')}>
              {isHere ? <Link to="/orders">{t('orders')}</Link> : null}
            </Empty>
          </Panel>
        ) : null}
      {all.length > 0 && cars.length === 0 ? <Panel><Empty text={t('noMatch')} /></Panel> : null}
      {byState(cars).map(([state, list]) => (
        <CarTable key={state} state={state} cars={list}
          canQuote={isHere && quotes !== undefined} />
      ))}
      {quotes && isHere ? <Quotes /> : null}
      {isHere ? <Explanations /> : null}
    </PageFrame>
  );
}
