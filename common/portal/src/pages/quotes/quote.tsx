import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answerQuery } from '../../api/answers';
import { useStatus } from '../../api/queries';
import { placeOf, titleOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { SyncMark } from '../../look/mark';
import { PageFrame, Panel } from '../../look/page';
import { PrintButton } from '../detail/print';
import { RecordFacts } from '../shared/record_facts';
import { type RecordForm, useRecordForm } from '../shared/record_form';
import { RecordPage } from '../shared/record_page';
import { SaveRow } from '../shared/save_row';
import { StateMark } from '../shared/state_mark';
import { Steps } from '../shared/steps';
import { Trouble } from '../shared/trouble';
import work from '../shared/shared.module.css';
import { QuotedCar } from './new_quote';
import { QuoteFields } from './quote_fields';
import { priceText } from './quote_sums';

const told = ['customer', 'contact', 'list_price', 'discount', 'price', 'discount_reason',
  'price_list', 'valid_until', 'offered_on', 'answered_on', 'order_number', 'arrives_on'];

/** The price follows from list price and discount, whichever of them is written. */
function withPriceOf(form: RecordForm): RecordForm {
  const set: RecordForm['set'] = (name, value) => {
    form.set(name, value);
    if (name !== 'list_price' && name !== 'discount') return;
    const next = { ...form.values, [name]: value };
    form.set('price', priceText(String(next.list_price ?? ''), String(next.discount ?? '')));
  };
  return { ...form, set };
}

function DraftForm({ entity, form }: { entity: Entity; form: RecordForm }) {
  const { t } = useTranslation('trade');
  const element = useRef<HTMLFormElement>(null);
  useKey('save', () => element.current?.requestSubmit());
  useKey('edit', () => document.getElementById('field-customer')?.focus());
  return (
    <form ref={element} noValidate onSubmit={(event) => {
      event.preventDefault();
      void form.save();
    }}>
      <Trouble entity={entity} form={form} />
      <QuoteFields entity={entity} form={withPriceOf(form)} />
      <SaveRow entity={entity} form={form} save={t('saveQuote')} drop={t('dropChanges')} />
    </form>
  );
}

function Car({ vin }: { vin: string }) {
  const { data } = useQuery(answerQuery(`/quotable/${encodeURIComponent(vin)}`));
  return data ? <QuotedCar answer={data} /> : null;
}

function Quote({ entity, quote }: { entity: Entity; quote: Row }) {
  const { t } = useTranslation('trade');
  const place = placeOf(useStatus());
  const form = useRecordForm(entity, quote);
  const isMine = quote.data.branch === place.branch;
  const isDraft = isMine && quote.data.status === 'draft';
  const reason = quote.data.reason ?? quote.sync.reason?.text;
  return (
    <PageFrame
      title={titleOf(entity, quote)}
      before={<Link to="/pipeline">{t('pipeline')}</Link>}
      note={t(`quote_${String(quote.data.status)}`, { defaultValue: '' })}
      aside={
        <>
          <StateMark row={quote} />
          <SyncMark state={quote.sync.state} conflicts={quote.sync.conflicts} />
          <PrintButton entity={entity} row={quote} />
          <Link to="/lists/$collection/$id"
            params={{ collection: entity.collection, id: quote.id }}>{t('allFields')}</Link>
        </>
      }
    >
      {isMine ? <Steps entity={entity} row={quote}
        {...(isDraft ? { prepare: () => form.save() } : {})} /> : null}
      {reason
        ? (
          <section className={`${work.notice} ${work.bad}`} aria-label={t('reason')}>
            <h2>{String(reason)}</h2>
            {quote.sync.reason ? <p>{quote.sync.reason.remedy}</p> : null}
          </section>
        ) : null}
      <div className={work.two}>
        <Panel title={t('quote')}>
          {isDraft ? <DraftForm entity={entity} form={form} />
            : <RecordFacts entity={entity} row={quote} names={told} />}
        </Panel>
        <Car vin={String(quote.data.vin)} />
      </div>
    </PageFrame>
  );
}

/** One quote: written, offered, printed, and answered by the customer. */
export function QuotePage() {
  const { t } = useTranslation('trade');
  const { id } = useParams({ from: '/quotes/$id' });
  return (
    <RecordPage collection="quotes" id={id} title={t('quote')} none={t('noQuotes')}>
      {(entity, row) => <Quote key={id} entity={entity} quote={row} />}
    </RecordPage>
  );
}
