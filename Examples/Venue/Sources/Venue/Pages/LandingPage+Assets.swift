extension LandingPage {
    static let style = """
        :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent) }
        body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
        h1 { margin-bottom: 0 }
        input { font: inherit; padding: .5rem .7rem; width: 100%; box-sizing: border-box; margin-top: .3rem }
        ul { list-style: none; padding: 0 }
        li { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line);
          padding: .4rem 0 }
        li span { font-variant-numeric: tabular-nums; white-space: nowrap }
        code { font: .9rem ui-monospace, monospace; overflow-wrap: anywhere }
        dt { margin-top: .8rem }
        dd { margin: 0; opacity: .75 }
        """

    /// Searches while somebody types; without it the page still shows its items and addresses.
    static let script = """
        const query = document.getElementById("query")
        let latest = 0
        query.addEventListener("input", async () => {
          const turn = ++latest
          const address = "items?size=20&sort=price&query=" + encodeURIComponent(query.value.slice(0, 100))
          const page = await (await fetch(address)).json()
          if (turn !== latest) return
          document.getElementById("total").textContent = page.total + " found"
          document.getElementById("items").replaceChildren(...page.items.map(item => {
            const line = document.createElement("li")
            const name = document.createElement("a")
            const price = document.createElement("span")
            name.href = "items/" + item.id
            name.textContent = item.name
            price.textContent = (item.price / 100).toFixed(2) + " €"
            line.append(name, price)
            return line
          }))
        })
        """
}
