export const Shown = ({ value }: { value: unknown }) => <pre data-outcome={btoa(JSON.stringify(value))}>Shown</pre>;
