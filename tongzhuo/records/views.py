from django.http import HttpResponse


def mine(request):
    return HttpResponse("")
