import { useTranslation } from 'react-i18next';
import { fieldOf } from '../../api/registry';
import type { Answer } from '../../api/answers';
import type { Entity } from '../../api/types';
import { Loading, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { decimalOf } from '../../words/values';
import work from '../shared/shared.module.css';
import { FindingLine } from './finding_marks';
import { findingsOf, toRead, type Finding } from './findings';
import styles from './warranty.module.css';

function focusOn(field: string): boolean {
  const input = document.getElementById(`field-${field}`);
  input?.scrollIntoView({ block: 'center' });
  input?.focus();
  return input !== null;
}

function Group({ entity, field, findings }:
  { entity: Entity; field: string; findings: readonly Finding[] }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const declared = fieldOf(entity, field);
  const label = declared ? terms.label(declared) : field;
  const isHere = document.getElementById(`field-${field}`) !== null;
  return (
    <li>
      {isHere
        ? <button type="button" className={styles.toField} title={t('toField')}
            onClick={() => focusOn(field)}>{label}</button>
        : <strong>{label}</strong>}
      {findings.map((finding) => <FindingLine key={finding.rule} finding={finding} />)}
    </li>
  );
}

function Facts({ facts }: Pick<Answer, 'facts'>) {
  const { t, i18n } = useTranslation('warranty');
  const terms = useTerms();
  const next = String(facts.next ?? '');
  const payable = facts.payable;
  return (
    <dl className={work.facts}>
      <div><dt>{t('wouldBe')}</dt><dd><strong>{terms.word(next)}</strong></dd></div>
      {payable === undefined || payable === null ? null
        : <div><dt>{t('wouldPay')}</dt>
            <dd>{decimalOf(String(payable), 2, i18n.language)}</dd></div>}
      {facts.rules
        ? <div><dt>{t('rulesVersion')}</dt><dd>{String(facts.rules)}</dd></div> : null}
    </dl>
  );
}

interface Properties {
  entity: Entity;
  answer: Answer | undefined;
  error: Error | null;
  /** What is on the form has not been looked at yet. */
  isOld?: boolean;
  /** It is with the importer already. */
  isSent?: boolean;
}

/** What the rules say of the claim, as far as this replica knows the facts. */
export function CheckPanel({ entity, answer, error, isOld, isSent }: Properties) {
  const { t } = useTranslation('warranty');
  const findings = answer ? findingsOf(answer) : [];
  const read = toRead(findings);
  const fields = [...new Set(read.map((one) => one.field))];
  const passed = findings.filter((one) => one.outcome === 'passed').length;
  return (
    <Panel title={t(isSent ? 'checkSent' : 'check')}>
      {error ? <Refusal error={error} /> : null}
      {!answer && !error ? <Loading /> : null}
      {answer
        ? (
          <div className={work.stack} aria-live="polite">
            {isOld ? <p className={work.soft}>{t('checkOld')}</p> : null}
            <Facts facts={answer.facts} />
            {read.length === 0 ? <p>{t('checkClean')}</p> : (
              <ul className={styles.findings}>
                {fields.map((field) => (
                  <Group key={field} entity={entity} field={field}
                    findings={read.filter((one) => one.field === field)} />
                ))}
              </ul>
            )}
            <p className={work.soft}>{t('passed', { count: passed })}</p>
          </div>
        ) : null}
    </Panel>
  );
}
