/** Who looks at the page; blank for who has not signed in. What is kept in the browser is kept for them alone. */
export function person(root: Document = document): string {
  return root.querySelector<HTMLMetaElement>("meta[name=person]")?.content ?? "";
}
