/// The files that every project has.
enum CommonTemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        [
            ProjectFile(path: "Package.swift", content: package(project)),
            ProjectFile(path: ".gitignore", content: ".build/\n.meridian/\n*.zip\n"),
            ProjectFile(path: ".ci/run", content: continuousIntegration, isExecutable: true),
            ProjectFile(path: ".github/workflows/ci.yml", content: workflow),
        ]
    }

    private static func package(_ project: Project) -> String {
        let module = project.name.module
        return #"""
            // swift-tools-version: 6.2
            import PackageDescription

            let package = Package(
                name: "\#(project.name.folder)",
                platforms: [.macOS(.v15)],
                products: [.executable(name: "\#(module)", targets: ["\#(module)"])],
                dependencies: [\#(project.dependency)],
                targets: [
                    .executableTarget(name: "\#(module)", dependencies: [.product(name: "Meridian", package: "meridian")]),
                    .testTarget(
                        name: "\#(module)Tests",
                        dependencies: ["\#(module)", .product(name: "MeridianTesting", package: "meridian")]),
                ]
            )

            """#
    }

    private static let continuousIntegration = """
        #!/usr/bin/env bash
        # What continuous integration runs: the same commands a person types.
        set -euo pipefail
        cd "$(dirname "$0")/.."
        swift build --build-tests -Xswiftc -warnings-as-errors
        swift test --skip-build

        """

    private static let workflow = """
        name: ci
        on:
          push:
            branches: [main]
          pull_request:
        jobs:
          test:
            runs-on: ubuntu-latest
            container: swift:6.3-bookworm
            steps:
              - uses: actions/checkout@v4
              - run: .ci/run

        """

    /// The README: what the project is, and the commands.
    static func readMe(_ project: Project, _ about: String, tries: String) -> ProjectFile {
        let name = project.name
        return ProjectFile(
            path: "README.md",
            content: """
                # \(name.folder)

                \(about)

                ```sh
                swift test                       # the tests
                swift run \(name.module)\(String(repeating: " ", count: max(1, 23 - name.module.count)))\
                # an ordinary app on http://127.0.0.1:8080; PORT=… for another port
                meridian dev                     # on the engine, live after every edit
                meridian build -o \(name.service).zip\(String(repeating: " ", count: max(1, 11 - name.service.count)))\
                # the package that `meridian deploy` publishes
                ```

                ## Try it

                ```sh
                \(tries)
                ```

                `meridian.yml` has the options of the service and its functions. `.ci/run` is what continuous
                integration runs; its machine needs Meridian where `Package.swift` looks for it.

                """)
    }

    static func specification(_ project: Project, _ rest: String = "") -> ProjectFile {
        ProjectFile(
            path: "meridian.yml",
            content: """
                service: \(project.name.service)

                provider:
                  memorySize: 128
                  timeout: 3s

                """ + (rest.isEmpty ? "" : "\n" + rest + "\n"))
    }

    static func source(_ project: Project, _ file: String, _ content: String) -> ProjectFile {
        ProjectFile(path: "Sources/\(project.name.module)/\(file)", content: content + "\n")
    }

    static func tests(_ project: Project, _ content: String) -> ProjectFile {
        let module = project.name.module
        return ProjectFile(path: "Tests/\(module)Tests/\(module)Tests.swift", content: content + "\n")
    }
}
