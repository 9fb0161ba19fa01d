"""A shop on django-oscar, made as its documentation says ("Building your own shop"), on SQLite with Whoosh, filled by the test.

`python frobshop.py fill` makes its database and prints its products as JSON; `python frobshop.py serve` prints its
port and serves it on loopback. The first part of a path is the host asked for, as haishao's replay asks.
"""

import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.util import shift_path_info

FOLDER = Path(os.environ["FROBSHOP_FOLDER"])
MATERIALS = ("Copper", "Enamel", "Weiß-Emaille", "不锈钢")
WARES = ("kettle", "board", "shears")


def settings() -> None:
    """The settings of the documentation, with SQLite and Whoosh."""
    from django.conf import settings as configured
    from oscar import defaults

    oscar = {name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR")}
    configured.configure(
        **oscar,
        SECRET_KEY="frobshop",
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        SITE_ID=1,
        MIGRATION_MODULES=NoMigrations(),
        USE_TZ=True,
        LANGUAGE_CODE="en-gb",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="static/",
        MEDIA_URL="/media/",
        MEDIA_ROOT=str(FOLDER / "media"),
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(FOLDER / "frobshop.sqlite3"),
                "ATOMIC_REQUESTS": True,
            }
        },
        INSTALLED_APPS=[
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites", "django.contrib.flatpages",
            "oscar.config.Shop", "oscar.apps.analytics.apps.AnalyticsConfig", "oscar.apps.checkout.apps.CheckoutConfig",
            "oscar.apps.address.apps.AddressConfig", "oscar.apps.shipping.apps.ShippingConfig",
            "oscar.apps.catalogue.apps.CatalogueConfig", "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
            "oscar.apps.communication.apps.CommunicationConfig", "oscar.apps.partner.apps.PartnerConfig",
            "oscar.apps.basket.apps.BasketConfig", "oscar.apps.payment.apps.PaymentConfig",
            "oscar.apps.offer.apps.OfferConfig", "oscar.apps.order.apps.OrderConfig",
            "oscar.apps.customer.apps.CustomerConfig", "oscar.apps.search.apps.SearchConfig",
            "oscar.apps.voucher.apps.VoucherConfig", "oscar.apps.wishlists.apps.WishlistsConfig",
            "oscar.apps.dashboard.apps.DashboardConfig", "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
            "oscar.apps.dashboard.users.apps.UsersDashboardConfig", "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
            "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
            "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
            "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
            "oscar.apps.dashboard.pages.apps.PagesDashboardConfig", "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
            "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
            "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
            "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
            "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
            "widget_tweaks", "haystack", "treebeard", "django_tables2",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "oscar.apps.basket.middleware.BasketMiddleware",
            "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.debug", "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages",
                        "oscar.apps.search.context_processors.search_form",
                        "oscar.apps.checkout.context_processors.checkout",
                        "oscar.apps.communication.notifications.context_processors.notifications",
                        "oscar.core.context_processors.metadata",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=(
            "oscar.apps.customer.auth_backends.EmailBackend", "django.contrib.auth.backends.ModelBackend",
        ),
        HAYSTACK_CONNECTIONS={
            "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(FOLDER / "index")}
        },
    )  # fmt: skip


def __getattr__(name: str) -> object:
    """This module is its own URL configuration, made when Django asks for it."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.apps import apps
    from django.urls import include, path

    return [
        path("i18n/", include("django.conf.urls.i18n")),
        path("", include(apps.get_app_config("oscar").urls[0])),
    ]


def fill(count: int) -> list[dict[str, str]]:
    """Makes `count` products in three categories, the last one in two sizes; what each is called and costs, as kept."""
    from django.core.management import call_command
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    call_command("migrate", run_syncdb=True, verbosity=0)
    product_class = get_model("catalogue", "ProductClass").objects.create(name="Ware", track_stock=False)
    partner = get_model("partner", "Partner").objects.create(name="Frob & Sons")
    categories = [
        create_from_breadcrumbs(way) for way in ("Kitchen > Kettles", "Kitchen > Knives & Boards", "Garden")
    ]
    product_model, stock = get_model("catalogue", "Product"), get_model("partner", "StockRecord")

    def priced(product: object, number: int, size: str = "") -> None:
        stock.objects.create(
            product=product,
            partner=partner,
            partner_sku=f"F{number}{size}",
            price=Decimal(number * 137 + 99) / 100,
        )

    for number in range(1, count + 1):
        material, ware = MATERIALS[number % 4], WARES[number % 3]
        title = f"{material} {ware} No. {number}"
        product = product_model.objects.create(
            product_class=product_class,
            title=title,
            upc=f"40{number:011}",
            structure="parent" if number == count else "standalone",
            description="<p>Ships within 3 days. Was £999.99 at other shops.</p>",
        )
        product.categories.add(categories[number % 3])
        if number < count:
            priced(product, number)
            continue
        for size in ("small", "large"):
            child = product_model.objects.create(structure="child", parent=product, title=f"{title}, {size}")
            priced(child, number, size)
    call_command("rebuild_index", interactive=False, verbosity=0)
    return [
        {
            "title": p.title or p.parent.title,
            "path": p.get_absolute_url(),
            "price": str(p.stockrecords.get().price),
        }
        for p in product_model.objects.exclude(structure="parent")
    ]


class NoMigrations:
    """Django makes the tables from the models: migrating takes half a minute."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def serve() -> None:
    """Serves the shop until the process is ended."""
    from django.core.wsgi import get_wsgi_application

    shop = get_wsgi_application()

    def replayed(environ: dict[str, object], start_response: object) -> object:
        environ["HTTP_HOST"] = shift_path_info(environ) or ""  # type: ignore[arg-type]
        environ["SCRIPT_NAME"] = ""
        return shop(environ, start_response)

    server = make_server("127.0.0.1", 0, replayed, handler_class=Quiet)  # type: ignore[arg-type]
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.modules["frobshop"] = sys.modules[__name__]
    __name__ = "frobshop"
    settings()
    import django

    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        serve()
