/// The page that visitors see first.
enum LandingPage {
    static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>The venue</title>
        <style>
        body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
        input { font: inherit; padding: .4rem .6rem; width: 100%; box-sizing: border-box }
        li { display: flex; justify-content: space-between; border-bottom: 1px solid #ddd; padding: .3rem 0 }
        ul { list-style: none; padding: 0 }
        </style>
        </head>
        <body>
        <h1>The venue</h1>
        <p>Ten thousand things, a few pieces of each.</p>
        <label>What are you looking for? <input id="query" type="search" placeholder="oak lamp" autofocus></label>
        <p id="total" role="status"></p>
        <ul id="items"></ul>
        <script>
        const query = document.getElementById("query")
        let latest = 0
        async function search() {
          const turn = ++latest
          const address = "items?size=20&sort=price&query=" + encodeURIComponent(query.value.slice(0, 100))
          const page = await (await fetch(address)).json()
          if (turn !== latest) return
          document.getElementById("total").textContent = page.total + " found"
          document.getElementById("items").replaceChildren(...page.items.map(item => {
            const line = document.createElement("li")
            const name = document.createElement("span")
            const price = document.createElement("span")
            name.textContent = item.name
            price.textContent = (item.price / 100).toFixed(2)
            line.append(name, price)
            return line
          }))
        }
        query.addEventListener("input", search)
        search()
        </script>
        </body>
        </html>
        """
}
