import AcmeBase
import Meridian

@main
struct Parcels: AcmeApp {
    var functions: some FunctionGroup {
        ParcelFunctions().forTenants()
    }

    var configuration: Configuration { ["parcels.depot": "main"] }

    func provide(_ providers: inout Providers) {
        providers.singleton { (configuration: Configuration) in
            Depot(name: try configuration.value("parcels.depot") ?? "")
        }
    }
}

struct Depot: Sendable {
    let name: String

    func parcel(_ number: Int, of tenant: Tenant?) throws -> Parcel {
        guard (1...1_000).contains(number) else { throw AcmeError(2_001, "there is no parcel \(number)") }
        return Parcel(number: number, depot: name, tenant: tenant?.name)
    }
}

struct Parcel: Codable {
    var number: Int
    var depot: String
    var tenant: String?
}

@Functions("/parcels")
struct ParcelFunctions {
    @Inject var depot: Depot

    @HTTP(.get, "/{number}", description: "A parcel and where it lies")
    func parcel(number: Int, context: Context) throws -> Parcel {
        try depot.parcel(number, of: context.tenant)
    }
}
