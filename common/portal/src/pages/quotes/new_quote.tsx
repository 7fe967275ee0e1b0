import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, answerQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Entity } from '../../api/types';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import { firstValues } from '../form/form_values';
import { orderFindings } from '../orders/order_words';
import { today } from '../shared/days';
import { NewRecordForm, useNewRecord } from '../shared/new_record';
import { FindingLine } from '../warranty/finding_marks';
import { toRead } from '../warranty/findings';
import work from '../shared/shared.module.css';
import styles from '../shared/lines.module.css';
import { dayAfter } from './quote_sums';
import { QuoteFields, withPrice } from './quote_fields';

const daysValid = 14;

/** What is known of the car: nobody types it again. */
function valuesOf(facts: Answer['facts']): Record<string, unknown> {
  const out: Record<string, unknown> = { valid_until: dayAfter(today(), daysValid) };
  const same = ['vin', 'brand', 'model', 'options', 'list_price', 'price_list', 'arrives_on'];
  for (const name of same) out[name] = facts[name] ?? '';
  out.order_number = facts.order ?? '';
  return out;
}

/** The car as the customer will read it, and why it may not be offered. */
export function QuotedCar({ answer }: { answer: Answer }) {
  const { t, i18n } = useTranslation('trade');
  const terms = useTerms();
  const { facts } = answer;
  const findings = toRead(orderFindings(answer));
  const text = (name: string) => String(facts[name] ?? '');
  const rows: [string, string][] = [
    [t('vin'), text('vin')], [t('model'), `${text('brand')} ${text('model')}`],
    [t('options'), text('options')], [t('state'), terms.word(text('status'))],
    [t('order'), text('order')],
    [t('eta'), text('arrives_on') ? dateOf(text('arrives_on'), i18n.language) : ''],
    [t('listPrice'), text('list_price') ? decimalOf(text('list_price'), 2, i18n.language) : ''],
    [t('priceList'), text('price_list')],
  ];
  return (
    <Panel title={t('theCar')}>
      <dl className={work.facts}>
        {rows.filter(([, value]) => value !== '').map(([label, value]) => (
          <div key={label}><dt>{label}</dt><dd>{value}</dd></div>
        ))}
      </dl>
      {findings.length > 0
        ? <ul className={styles.findings}>
            {findings.map((one) => <li key={one.rule}><FindingLine finding={one} /></li>)}
          </ul> : null}
    </Panel>
  );
}

function Form({ entity, facts }: { entity: Entity; facts: Answer['facts'] }) {
  const { t } = useTranslation('trade');
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const [values, setValues] = useState(() => firstValues(entity, place, null, valuesOf(facts)));
  const record = useNewRecord(entity, withPrice(values),
    (row) => void navigate({ to: '/quotes/$id', params: { id: row.id } }));
  useEffect(() => document.getElementById('field-customer')?.focus(), []);
  const set = (name: string, value: string | string[]) =>
    setValues((all) => ({ ...all, [name]: value }));
  return (
    <NewRecordForm record={record} label={t('saveQuote')}>
      <QuoteFields entity={entity} form={{ values, errors: record.errors, set }} />
    </NewRecordForm>
  );
}

/** A quote of one car: the customer and a discount are typed, everything else is there. */
export function NewQuotePage() {
  const { t } = useTranslation('trade');
  const { vin } = useSearch({ from: '/quotes/new' });
  const entity = useEntity('quotes');
  const place = placeOf(useStatus());
  const wanted = vin ?? '';
  const { data, error, refetch } = useQuery({
    ...answerQuery(`/quotable/${encodeURIComponent(wanted)}`), enabled: wanted !== '' });
  const isOpen = entity !== undefined && mayCreate(entity, place) && data?.facts.quotable === true;
  return (
    <PageFrame title={t('newQuote', { vin: wanted })}
      before={<Link to="/pipeline">{t('pipeline')}</Link>}>
      {wanted === '' ? <Panel><Empty text={t('quoteNeedsCar')} /></Panel> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error && wanted !== '' ? <Loading /> : null}
      {data
        ? (
          <div className={work.two}>
            <Panel title={t('quote')}>
              {isOpen ? <Form key={wanted} entity={entity} facts={data.facts} />
                : <Empty text={t('notQuotable')} />}
            </Panel>
            <QuotedCar answer={data} />
          </div>
        ) : null}
    </PageFrame>
  );
}
