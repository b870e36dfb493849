"""What other apps would put into the administration, and what of it stays out.

Second factors are secrets. Addresses are verified by their owner. Sessions show where somebody signs in from. So allauth's pages
are taken down again; importing its admin modules first makes sure that they are not put up later.
"""

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

for model in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
