import { Field } from "@saunter/ui/components/field";

interface EmailFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
}

/** The shopper's own address, which their phone knows. */
export function EmailField(props: EmailFieldProps) {
  return (
    <Field
      type="email"
      inputMode="email"
      autoComplete="email"
      name="email"
      maxLength={254}
      {...props}
    />
  );
}
