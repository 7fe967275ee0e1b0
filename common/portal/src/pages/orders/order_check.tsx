import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerQuery } from '../../api/answers';
import type { Row } from '../../api/types';
import { Loading, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { decimalOf } from '../../words/values';
import { FindingLine } from '../warranty/finding_marks';
import { toRead } from '../warranty/findings';
import work from '../shared/shared.module.css';
import { orderFindings } from './order_words';
import styles from '../shared/lines.module.css';

/** What the importer's rules say of the order, as far as this replica knows the facts. */
export function OrderCheck({ order, isOld }: { order: Row; isOld: boolean }) {
  const { t, i18n } = useTranslation('trade');
  const terms = useTerms();
  const { data, error } = useQuery(answerQuery(`/wholesale-orders/${order.id}/check`));
  const findings = data ? orderFindings(data) : [];
  const read = toRead(findings);
  const passed = findings.filter((one) => one.outcome === 'passed').length;
  const next = String(data?.facts.next ?? '');
  const price = data?.facts.price;
  return (
    <Panel title={t('check')}>
      {error ? <Refusal error={error} /> : null}
      {!data && !error ? <Loading /> : null}
      {data
        ? (
          <div className={work.stack} aria-live="polite">
            {isOld ? <p className={work.soft}>{t('checkOld')}</p> : null}
            <dl className={work.facts}>
              <div><dt>{t('wouldBe')}</dt><dd><strong>{terms.word(next)}</strong></dd></div>
              {price ? <div><dt>{t('wouldCost')}</dt>
                <dd>{decimalOf(String(price), 2, i18n.language)}</dd></div> : null}
            </dl>
            {next === 'awaiting_grant' ? <p>{t('checkWaits')}</p> : null}
            {read.length === 0 ? <p>{t('checkClean')}</p> : (
              <ul className={styles.findings}>
                {read.map((one) => <li key={one.rule}><FindingLine finding={one} /></li>)}
              </ul>
            )}
            <p className={work.soft}>{t('passed', { count: passed })}</p>
          </div>
        ) : null}
    </Panel>
  );
}
