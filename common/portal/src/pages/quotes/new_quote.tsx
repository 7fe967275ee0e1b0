import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, answerQuery } from '../../api/answers';
import { newKey, Problem, sendJson } from '../../api/client';
import { rowQuery, useEntity, useStatus } from '../../api/queries';
import { fieldOf, mayCreate, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import { errorsByField, firstValues, wishesOf } from '../form/form_values';
import { orderFindings } from '../orders/order_words';
import { today } from '../shared/days';
import { FindingLine } from '../warranty/finding_marks';
import { toRead } from '../warranty/findings';
import work from '../shared/shared.module.css';
import styles from '../shared/lines.module.css';
import { dayAfter } from './quote_sums';
import { QuoteFields, withPrice } from './quote_fields';

const daysValid = 14;
const noErrors: Record<string, string> = {};

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
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const place = placeOf(useStatus());
  const [values, setValues] = useState(() => firstValues(entity, place, null, valuesOf(facts)));
  const wish = useRef(newKey());
  const element = useRef<HTMLFormElement>(null);
  const run = useMutation({
    mutationFn: () => sendJson<Row>('POST', `/${entity.collection}`,
      { data: wishesOf(entity, withPrice(values), null) }, { key: wish.current }),
    onSuccess: (row) => {
      client.setQueryData(rowQuery(entity.collection, row.id).queryKey, row);
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void navigate({ to: '/quotes/$id', params: { id: row.id } });
    },
    onError: () => { wish.current = newKey(); },
  });
  const [errors, setErrors] = useState(noErrors);
  const problem = run.error instanceof Problem ? run.error : null;
  useEffect(() => setErrors(problem ? errorsByField(problem) : noErrors), [problem]);
  useEffect(() => {
    const name = Object.keys(errors)[0];
    if (name !== undefined) document.getElementById(`field-${name}`)?.focus();
  }, [errors]);
  useEffect(() => document.getElementById('field-customer')?.focus(), []);
  useKey('save', () => element.current?.requestSubmit());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!run.isPending) run.mutate();
  };
  const isAtField = Object.keys(errors).some((name) => fieldOf(entity, name));
  const set = (name: string, value: string | string[]) =>
    setValues((all) => ({ ...all, [name]: value }));
  return (
    <form ref={element} noValidate onSubmit={submit}>
      {run.error && !isAtField ? <Refusal error={run.error} /> : null}
      {isAtField ? <p className={work.wrong} role="alert">{t('formWrong', { ns: 'records' })}</p>
        : null}
      <QuoteFields entity={entity} form={{ values, errors, set }} />
      <div className={work.actions}>
        <Button type="submit" size="sm" loading={run.isPending}
          leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>{t('saveQuote')}</Button>
        <Button size="sm" variant="default" onClick={() => router.history.back()}>
          {t('cancel', { ns: 'records' })}
        </Button>
      </div>
    </form>
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
