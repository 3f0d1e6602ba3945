/// What projects have in common whose service is a program as it is.
enum ProgramTemplate {
    /// - Parameters:
    ///   - language: As people call it.
    ///   - run: What runs the program by itself.
    ///   - test: What runs the tests.
    static func files(
        _ project: Project, language: String, runtime: String, run: String, test: String
    ) -> [ProjectFile] {
        [
            ProjectFile(path: "meridian.yml", content: specification(project, runtime: runtime)),
            ProjectFile(path: ".gitignore", content: ".meridian/\n*.zip\nnode_modules/\n__pycache__/\n"),
            ProjectFile(
                path: ".meridianignore", content: "# What stays out of the package.\ntests\nREADME.md\n*.zip\n"),
            ProjectFile(
                path: ".ci/run",
                content: """
                    #!/usr/bin/env bash
                    # What continuous integration runs: the same commands a person types.
                    set -euo pipefail
                    cd "$(dirname "$0")/.."
                    \(test)

                    """, isExecutable: true),
            ProjectFile(path: "README.md", content: readMe(project, language: language, run: run)),
        ]
    }

    private static func specification(_ project: Project, runtime: String) -> String {
        """
        service: \(project.name.service)
        runtime: \(runtime)

        provider:
          timeout: 3s

        functions:
          main:
            triggers:
              - http: { path: "/*" }
              - timer: { cron: "0 3 * * *" }

        """
    }

    private static func readMe(_ project: Project, language: String, run: String) -> String {
        """
        # \(project.name.folder)

        A web server in \(language) that runs as a function. It needs no packages.

        ```sh
        .ci/run                 # the tests
        PORT=8080 \(run)
        meridian dev            # on the engine, live after every edit
        meridian deploy         # to a platform
        ```

        The platform starts the program with `PORT` in its environment and hands the requests on as they come. The timer
        of `meridian.yml` is a POST to `/` with the field `ce-type: dev.meridian.timer`. What the program prints is its
        log: `meridian logs \(project.name.service)`.

        """
    }
}
