/// Functions in JavaScript or TypeScript, run in isolates of the platform.
enum ScriptTemplate {
    enum Language {
        case javascript, typescript

        var name: String { self == .javascript ? "JavaScript" : "TypeScript" }
        var fileExtension: String { self == .javascript ? "js" : "ts" }
    }

    static func files(_ project: Project, _ language: Language) -> [ProjectFile] {
        let end = language.fileExtension
        var files = [
            ProjectFile(path: "README.md", content: readme(project, language)),
            ProjectFile(path: "meridian.yml", content: specification(project)),
            ProjectFile(path: ".gitignore", content: "*.zip\n.meridian/\nnode_modules/\n"),
            ProjectFile(path: ".ci/run", content: ci, isExecutable: true),
            ProjectFile(path: "functions/hello.\(end)", content: language == .javascript ? hello : typedHello),
            ProjectFile(
                path: "functions/midnight.\(end)", content: language == .javascript ? midnight : typedMidnight),
            ProjectFile(
                path: "functions/items/[id].\(end)", content: language == .javascript ? item : typedItem),
        ]
        if language == .typescript {
            files.append(ProjectFile(path: "tsconfig.json", content: configuration))
            files.append(ProjectFile(path: "types/meridian.d.ts", content: types))
        }
        return files
    }

    private static func readme(_ project: Project, _ language: Language) -> String {
        """
        # \(project.name.module)

        A service of functions in \(language.name).

        ```sh
        meridian dev                          # on the engine, live after every edit
        curl 'localhost:7700/hello?name=Ann'
        curl localhost:7700/items/7
        meridian build                        # \(project.name.service).zip
        ```

        Every file in `functions` is a function: `functions/hello.\(language.fileExtension)` answers at `/hello`, and \
        `[id]` in a name is a
        parameter of the path. `meridian.yml` gives a function other triggers and options. Packages in `node_modules`
        are bundled with what imports them.

        """
    }

    private static func specification(_ project: Project) -> String {
        """
        service: \(project.name.service)

        functions:
          midnight:
            triggers:
              - timer: { cron: "0 0 * * *" }

        """
    }

    private static let ci = """
        #!/bin/sh
        # Builds the package: what does not compile is shown with its place.
        set -eu
        cd "$(dirname "$0")/.."
        meridian build

        """

    // MARK: JavaScript

    private static let hello = """
        export default {
          async fetch(request, env, ctx) {
            const name = new URL(request.url).searchParams.get("name") ?? "world";
            return Response.json({ text: `Hello, ${name}` });
          },
        };

        """

    private static let midnight = """
        export default {
          async scheduled(event, env, ctx) {
            console.log(`a new day since ${new Date(event.scheduledTime).toISOString()}`);
          },
        };

        """

    private static let item = """
        const names = { 7: "Lamp", 8: "Chair" };
        const pattern = new URLPattern({ pathname: "*/items/:id" });

        export default {
          async fetch(request) {
            const { id } = pattern.exec(request.url).pathname.groups;
            if (!(id in names)) return Response.json({ title: "Not found" }, { status: 404 });
            return Response.json({ id: Number(id), name: names[id] });
          },
        };

        """

    // MARK: TypeScript

    private static let typedHello = """
        export default {
          async fetch(request: Request, env: Environment, ctx: ExecutionContext): Promise<Response> {
            const name = new URL(request.url).searchParams.get("name") ?? "world";
            return Response.json({ text: `Hello, ${name}` });
          },
        };

        """

    private static let typedMidnight = """
        export default {
          async scheduled(event: ScheduledEvent): Promise<void> {
            console.log(`a new day since ${new Date(event.scheduledTime).toISOString()}`);
          },
        };

        """

    private static let typedItem = """
        interface Item {
          id: number;
          name: string;
        }

        const items: Item[] = [{ id: 7, name: "Lamp" }, { id: 8, name: "Chair" }];

        export default {
          async fetch(request: Request): Promise<Response> {
            const id = Number(new URL(request.url).pathname.split("/").at(-1));
            const item = items.find((item) => item.id === id);
            return item ? Response.json(item) : Response.json({ title: "Not found" }, { status: 404 });
          },
        };

        """

    private static let configuration = """
        {
          "compilerOptions": {
            "target": "ES2022",
            "module": "ESNext",
            "moduleResolution": "Bundler",
            "lib": ["ES2023", "WebWorker"],
            "strict": true,
            "noEmit": true
          },
          "include": ["functions", "types"]
        }

        """

    private static let types = """
        /**
         * What handlers are called with beside the request: variables. With bindings in meridian.yml write
         * Environment & { PROMOTIONS: ServiceBinding }.
         */
        type Environment = Record<string, string>;

        interface ServiceBinding {
          /** Calls the service; a path will do. */
          fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
        }

        interface ExecutionContext {
          /** Keeps the instance until the promise is settled. */
          waitUntil(promise: Promise<unknown>): void;
        }

        interface ScheduledEvent {
          type: "scheduled";
          /** Milliseconds since 1970. */
          scheduledTime: number;
          payload?: string;
        }

        interface QueueMessage<Body = unknown> {
          id: string;
          attempts: number;
          body: Body;
          ack(): void;
          retry(): void;
        }

        interface MessageBatch<Body = unknown> {
          queue: string;
          messages: QueueMessage<Body>[];
          ackAll(): void;
          retryAll(): void;
        }

        """
}
