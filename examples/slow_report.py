"""A sales report that takes far too long, for three reasons that a profile shows:

    callwise examples/slow_report.py

1. find_customer searches the list from its start for every order: quadratic work.
2. discount_for parses the same settings again for every order.
3. convert asks the (pretended) currency service for one order after the other, the same
   four answers again and again, and waits for each.
"""

import configparser
import random
import time

CURRENCIES = {"EUR": 1.0, "GBP": 1.17, "SEK": 0.087, "USD": 0.93}
SETTINGS = "\n".join(f"[region {number}]\ndiscount = 0.{number:02}" for number in range(40))


class Customer:
    def __init__(self, number, region):
        self.number = number
        self.region = region


class Order:
    def __init__(self, customer, amount, currency):
        self.customer = customer
        self.amount = amount
        self.currency = currency


class RateService:
    """Stands in for a service on the network: an answer takes three milliseconds."""

    def fetch_rate(self, currency):
        time.sleep(0.003)
        return CURRENCIES[currency]


class Report:
    def __init__(self, customers, rates):
        self.customers = customers
        self.rates = rates
        self.total = 0

    def add(self, order):
        customer = self.find_customer(order.customer)
        discount = discount_for(customer.region)
        self.total += self.convert(order) * (1 - discount)

    def find_customer(self, number):
        for customer in self.customers:
            if customer.number == number:
                return customer
        raise KeyError(number)

    def convert(self, order):
        return order.amount * self.rates.fetch_rate(order.currency)


def discount_for(region):
    settings = configparser.ConfigParser()
    settings.read_string(SETTINGS)
    return settings.getfloat(f"region {region}", "discount")


def make_orders(count, customers):
    chance = random.Random(7)
    for _ in range(count):
        customer = chance.choice(customers)
        currency = chance.choice(list(CURRENCIES))
        yield Order(customer.number, chance.randint(100, 99999) / 100, currency)


def main():
    customers = [Customer(number, number % 40) for number in range(150_000)]
    report = Report(customers, RateService())
    orders = list(make_orders(240, customers))
    for order in orders:
        report.add(order)
    print(f"{len(orders)} orders worth {report.total:.2f} EUR")


if __name__ == "__main__":
    main()
