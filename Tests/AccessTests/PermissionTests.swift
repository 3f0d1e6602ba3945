import MeridianCore
import Testing

@testable import Access

@Suite struct PermissionTests {
    /// Written out once more, so that a change of the matrix is a change of this test.
    private static let least: [Permission: Role] = [
        .readServices: .viewer, .readLogs: .viewer, .readMetrics: .viewer,
        .invokeFunctions: .developer, .publishEvents: .developer, .publishReleases: .developer,
        .changeTraffic: .developer, .listSecrets: .developer,
        .changeRules: .operator, .operateQueues: .operator, .operatePlatform: .operator, .removeServices: .operator,
        .writeSecrets: .operator, .readAudit: .operator,
        .manageKeys: .admin, .manageTokens: .admin,
    ]

    @Test(arguments: Role.allCases, Permission.allCases)
    func theMatrixOfRolesAndPermissions(role: Role, permission: Permission) throws {
        let least = try #require(Self.least[permission])
        let order = Role.allCases
        let includes = order.firstIndex(of: role)! >= order.firstIndex(of: least)!
        let shop = ServiceName("shop")!
        #expect(role.permissions.contains(permission) == includes)
        let everywhere = Principal(name: "t", grants: [Grant(role)])
        #expect(everywhere.may(permission) == includes)
        #expect(everywhere.may(permission, on: shop) == includes)
        #expect(everywhere.maySomewhere(permission) == includes)
        let there = Principal(name: "t", grants: [Grant(role, on: shop)])
        #expect(!there.may(permission))
        #expect(there.may(permission, on: shop) == includes)
        #expect(!there.may(permission, on: ServiceName("other")!))
        #expect(there.maySomewhere(permission) == includes)
    }

    @Test func aRefusalSaysWhatIsMissingAndWhoHasIt() {
        let viewer = Principal(name: "ci", grants: [Grant(.viewer), Grant(.developer, on: ServiceName("other")!)])
        let error = #expect(throws: MeridianError.self) {
            try viewer.require(.publishReleases, on: ServiceName("shop")!)
        }
        #expect(error?.code == .permissionMissing)
        #expect(error?.status == 403)
        #expect(
            error?.message
                == "'ci' may not do this: releases.publish on 'shop' is missing, which developer, operator, admin have; "
                + "the token has viewer, developer@other")
        #expect(throws: MeridianError.self) { try viewer.require(.publishReleases) }
        #expect(throws: MeridianError.self) { try viewer.requireSomewhere(.manageTokens) }
        #expect(throws: Never.self) { try viewer.requireSomewhere(.publishReleases) }
    }

    @Test(arguments: ["viewer", "developer@shop", "operator", "admin@a-b"])
    func aGrantIsReadAsItIsWritten(text: String) throws {
        #expect(try #require(Grant(text)).description == text)
    }

    @Test(arguments: ["", "owner", "Viewer", "viewer@", "viewer@BAD", "viewer@a@b", "@shop", " viewer"])
    func whatIsNoGrantIsNone(text: String) {
        #expect(Grant(text) == nil)
    }
}
