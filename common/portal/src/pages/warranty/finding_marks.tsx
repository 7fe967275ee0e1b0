import { useTranslation } from 'react-i18next';
import { IconAlertTriangle, IconHelpCircle } from '../../look/icons';
import type { Finding } from './findings';
import { weightOf } from './findings';
import styles from './warranty.module.css';

/** How a finding weighs, as a word: what stops the claim, what cuts it, what is only open. */
function useWeightWord(isDecided: boolean): (finding: Finding) => string {
  const { t } = useTranslation('warranty');
  const group = isDecided ? 'was' : 'severity';
  return (finding) => (finding.outcome === 'broken'
    ? t(`${group}_${finding.severity}`, { defaultValue: finding.severity }) : t('open'));
}

/** One finding as a line of text, with its remedy. */
export function FindingLine(
  { finding, isDecided = false }: { finding: Finding; isDecided?: boolean },
) {
  const word = useWeightWord(isDecided);
  const weight = weightOf(finding);
  const Icon = finding.outcome === 'broken' ? IconAlertTriangle : IconHelpCircle;
  return (
    <span className={`${styles.finding} ${styles[weight]}`}>
      <Icon size={14} aria-hidden />
      <span>
        <strong>{word(finding)} · {finding.rule}</strong>: {finding.text}
        {finding.remedy ? <>{' '}<em className={styles.remedy}>{finding.remedy}</em></> : null}
      </span>
    </span>
  );
}

/** What the rules say of one field, beside its input. */
export function FieldNotes({ findings }: { findings: readonly Finding[] }) {
  return (
    <span className={styles.notes}>
      {findings.map((finding) => <FindingLine key={finding.rule} finding={finding} />)}
    </span>
  );
}
