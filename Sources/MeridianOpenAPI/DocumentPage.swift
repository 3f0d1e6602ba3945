/// A page that lists what a document has and lets a reader try it. It asks for nothing but the document.
enum DocumentPage {
    static let securityPolicy =
        "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    /// - Parameters:
    ///   - title: What the service is called.
    ///   - document: The path of the document.
    static func html(title: String, document: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escape(title))</title>
        <style>\(style)</style>
        </head>
        <body data-document="\(escape(document))">
        <header><h1>\(escape(title))</h1><p id="about"></p>
        <p><a href="\(escape(document))">OpenAPI document</a>
        <label>Authorization <input id="authorization" placeholder="Bearer …" autocomplete="off"></label></p></header>
        <main id="operations"><p>Reading the document …</p></main>
        <section><h2>Schemas</h2><div id="schemas"></div></section>
        <script>\(script)</script>
        </body>
        </html>

        """
    }

    private static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }

    private static let style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
        body { max-width: 60rem; margin: 0 auto; padding: 1rem }
        h2 { margin: 2rem 0 .5rem; border-bottom: 1px solid #8886 }
        details { border: 1px solid #8886; border-radius: 6px; margin: .5rem 0 }
        summary { padding: .5rem .75rem; cursor: pointer }
        summary b { display: inline-block; min-width: 4.5rem }
        summary code { font-size: 1rem } summary span { opacity: .75; margin-left: .75rem }
        details > div { padding: .25rem .75rem .75rem; border-top: 1px solid #8886 }
        table { border-collapse: collapse; width: 100% }
        td, th { text-align: left; vertical-align: top; padding: .25rem .5rem .25rem 0 }
        input, textarea { font: inherit; width: 100%; box-sizing: border-box } header input { width: 16rem }
        textarea { font-family: ui-monospace, monospace; min-height: 7rem }
        pre { overflow: auto; background: #8881; padding: .5rem; border-radius: 6px; font-size: .85rem }
        button { font: inherit; padding: .25rem 1rem }
        """

    private static let script = #"""
        "use strict";
        const make = (tag, text, ...children) => {
          const node = document.createElement(tag);
          if (text) node.textContent = text;
          node.append(...children);
          return node;
        };
        const byId = id => document.getElementById(id);
        const text = value => JSON.stringify(value, null, 2);
        let api;
        const resolve = node => {
          for (let depth = 0; node && node.$ref && depth < 20; depth++)
            node = node.$ref.slice(2).split("/").reduce((place, key) => place && place[key], api);
          return node || {};
        };
        const typeText = schema => {
          if (!schema) return "";
          if (schema.$ref) return schema.$ref.split("/").pop();
          if (schema.type === "array") return typeText(schema.items) + "[]";
          const rules = Object.entries(schema).filter(([key]) => !["type", "format", "description"].includes(key))
            .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
          return [schema.format || schema.type || "any", ...rules].join(", ");
        };
        const sample = (schema, depth = 0) => {
          schema = resolve(schema);
          if (depth > 6) return null;
          if (schema.enum) return schema.enum[0];
          switch (schema.type) {
            case "object": return Object.fromEntries(Object.entries(schema.properties || {})
              .map(([key, value]) => [key, sample(value, depth + 1)]));
            case "array": return schema.items ? [sample(schema.items, depth + 1)] : [];
            case "string": return "";
            case "integer": case "number": return schema.minimum ?? 0;
            case "boolean": return false;
            default: return null;
          }
        };
        const show = (method, path, operation) => {
          const inputs = [], table = make("table");
          for (const item of operation.parameters || []) {
            const parameter = resolve(item), input = make("input");
            input.setAttribute("aria-label", parameter.name);
            input.required = parameter.required;
            inputs.push([parameter, input]);
            table.append(make("tr", "", make("td", "", make("code", parameter.name), make("br"),
              make("small", parameter.in + (parameter.required ? ", required" : ""))),
              make("td", typeText(parameter.schema) + (parameter.description ? " — " + parameter.description : "")),
              make("td", "", input)));
          }
          const box = make("div");
          if (operation.description) box.append(make("p", operation.description));
          if (inputs.length) box.append(table);
          const body = operation.requestBody && resolve(operation.requestBody);
          let area, type;
          if (body) {
            type = Object.keys(body.content)[0];
            area = make("textarea");
            area.setAttribute("aria-label", "body");
            if (type.includes("json")) area.value = text(sample(body.content[type].schema));
            box.append(make("p", "Body: " + type + " " + typeText(body.content[type].schema)), area);
          }
          const answers = make("table");
          for (const [status, item] of Object.entries(operation.responses || {})) {
            const answer = resolve(item), content = Object.entries(answer.content || {});
            answers.append(make("tr", "", make("th", status), make("td", answer.description || ""),
              make("td", content.map(([kind, value]) => kind + " " + typeText(value.schema)).join("; "))));
          }
          const button = make("button", "Send"), output = make("pre");
          output.hidden = true;
          button.onclick = async () => {
            let target = path;
            const query = new URLSearchParams(), headers = {};
            for (const [parameter, input] of inputs) {
              if (parameter.in === "path") target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
              else if (input.value === "") continue;
              else if (parameter.in === "query") query.append(parameter.name, input.value);
              else if (parameter.in === "header") headers[parameter.name] = input.value;
            }
            if (byId("authorization").value) headers.authorization = byId("authorization").value;
            if (area) headers["content-type"] = type;
            output.hidden = false;
            output.textContent = "…";
            try {
              const answer = await fetch(target + (query.size ? "?" + query : ""),
                { method: method.toUpperCase(), headers, body: area && area.value });
              let content = await answer.text();
              try { content = text(JSON.parse(content)); } catch {}
              output.textContent = `${answer.status} ${answer.headers.get("content-type") || ""}\n\n${content}`;
            } catch (error) { output.textContent = String(error); }
          };
          box.append(answers, make("p", "", button), output);
          return make("details", "", make("summary", "", make("b", method.toUpperCase()), make("code", path),
            make("span", operation.summary || operation.operationId)), box);
        };
        fetch(document.body.dataset.document).then(answer => answer.json()).then(found => {
          api = found;
          byId("about").textContent = [api.info.version, api.info.description].filter(Boolean).join(" — ");
          const list = byId("operations"), groups = new Map();
          list.replaceChildren();
          for (const [path, methods] of Object.entries(api.paths))
            for (const [method, operation] of Object.entries(methods)) {
              const tag = (operation.tags || [""])[0];
              if (!groups.has(tag)) groups.set(tag, []);
              groups.get(tag).push(show(method, path, operation));
            }
          for (const [tag, shown] of groups) list.append(make("h2", tag || "/"), ...shown);
          for (const [name, schema] of Object.entries(api.components.schemas || {}))
            byId("schemas").append(make("details", "", make("summary", name), make("div", "", make("pre", text(schema)))));
        }).catch(error => byId("operations").replaceChildren(make("p", "The document can't be read: " + error)));
        """#
}
