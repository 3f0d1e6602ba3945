import ArgumentParser
import Foundation
import MeridianCore

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a project: a service with its tests and its CI.",
        discussion: """
            Templates:
              swift  one function and one timer, to begin from
              app    an ordinary web app that also runs as functions
              api    a JSON API with typed parameters, problems and tests
              event  functions for CloudEvents, a queue and a timer
              node   a web server in Node.js, without packages
              python a web server in Python, without packages
              javascript, typescript
                     functions that run in isolates, built without a compiler
            """)

    @Argument(help: "The project: letters, digits and hyphens, such as corner-shop.")
    var name: String

    @Option(help: "What to begin with: swift, app, api, event, node, python, javascript or typescript.")
    var template = ProjectTemplate.swift

    @Option(help: ArgumentHelp("The folder to write; by default ./NAME.", valueName: "dir"))
    var path: String?

    @Option(
        help: ArgumentHelp(
            "Where the package Meridian is; by default the checkout that this command was built from.",
            valueName: "path|url"))
    var dependency: String?

    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var path: String
        var service: String
        var template: String
        var dependency: String?
        var files: [String]
    }

    func run() throws {
        let name = try ProjectName(name)
        let folder = ProjectFolder(path ?? name.folder)
        let dependency = template.isSwiftPackage ? try MeridianDependency.find(dependency) : nil
        let files = template.files(
            Project(name: name, dependency: dependency?.requirement(from: folder.path) ?? ""))
        try folder.write(files)
        guard !answer.json else {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        path: folder.path, service: name.service, template: template.rawValue,
                        dependency: dependency?.description, files: files.map(\.path))))
            return
        }
        guard let dependency else { return showProgram(folder, files) }
        StandardOutput.line(
            """
            \(folder.shown) is a \(template.rawValue) project with \(files.count) files; its Meridian is \
            \(dependency.description)

            next:
              cd \(folder.shown)
              swift test                # the tests
              swift run \(name.module)\(String(repeating: " ", count: max(1, 15 - name.module.count))) \
            # an ordinary app on http://127.0.0.1:8080
              meridian dev              # on the engine, live after every edit
            """)
    }

    /// What to do with a project that is no Swift package.
    private func showProgram(_ folder: ProjectFolder, _ files: [ProjectFile]) {
        StandardOutput.line(
            """
            \(folder.shown) is a \(template.rawValue) project with \(files.count) files

            next:
              cd \(folder.shown)
              .ci/run                   # what CI runs
              meridian dev              # on the engine, live after every edit
            """)
    }
}

extension ProjectTemplate: ExpressibleByArgument {}
