import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

interface Handed {
  readonly locale: string;
  readonly messages: string;
}

export interface Words {
  /** The reader's locale, for dates and numbers: `en-GB`. */
  readonly locale: string;
  /** A text of the page's catalogue by its id, with its values; the id where there is none. */
  t(id: string, values?: Record<string, FluentVariable>): string;
}

/** What the page has handed to its islands in `<script type="application/json" id="words">`. */
export function words(root: Document = document): Words {
  const block = root.getElementById("words")?.textContent;
  const handed: Handed = block ? (JSON.parse(block) as Handed) : { locale: "en", messages: "" };
  const bundle = new FluentBundle(handed.locale, { useIsolating: false });
  bundle.addResource(new FluentResource(handed.messages));
  return {
    locale: handed.locale,
    t(id, values) {
      const pattern = bundle.getMessage(id)?.value;
      return pattern ? bundle.formatPattern(pattern, values ?? null) : id;
    },
  };
}
